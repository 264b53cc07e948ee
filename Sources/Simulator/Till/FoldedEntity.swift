import JSON
package import RetailCore

/// A product's batch in the till's store.
package struct StockPlace: Hashable, Comparable, Sendable {
    package var product: ID<Product>
    package var batch: ID<Batch>

    package init(product: ID<Product>, batch: ID<Batch>) {
        (self.product, self.batch) = (product, batch)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.product, left.batch) < (right.product, right.batch) }
}

package struct StockLevel: Sendable, Equatable {
    package var onHandMilli: Int64
    package var rowVersion: Int64

    package init(onHandMilli: Int64, rowVersion: Int64) {
        (self.onHandMilli, self.rowVersion) = (onHandMilli, rowVersion)
    }
}

/// What names a row among those of its kind: the members that make its key, joined.
package struct RowName: Hashable, Sendable {
    package var entity: String
    package var key: String

    package init(entity: String, key: String) {
        (self.entity, self.key) = (entity, key)
    }
}

package struct FoldedRow: Sendable, Equatable {
    package var rowVersion: Int64
    package var data: [UInt8]

    package init(rowVersion: Int64, data: [UInt8]) {
        (self.rowVersion, self.data) = (rowVersion, data)
    }
}

/// One `{entity, row_version, data}` of a change.
enum FoldedEntity {
    case stock(StockPlace, StockLevel)
    case sale(FoldedSale)
    case row(RowName, FoldedRow)

    /// The keys that are not simply `id`.
    private static let keys = [
        "price": ["product_id", "store_id", "effective_at"], "barcode": ["gtin"], "role": ["name"],
        "tax_rate": ["tax_class_id", "valid_from"],
    ]

    init(_ value: JSONValue) throws(Fault) {
        let entity = try value.text("entity")
        guard let data = value["data"] else { throw .reply(lacks: "data") }
        switch entity {
        case "sale": self = .sale(try FoldedSale(data))
        case "stock": self = try FoldedEntity.stock(data, version: try value.count("row_version"))
        default:
            let members = FoldedEntity.keys[entity] ?? ["id"]
            let key = members.map { (try? data[$0]?.string()) ?? "" }.joined(separator: "/")
            guard key.utf8.count >= members.count else { throw .reply(lacks: members.joined(separator: ", ")) }
            var bytes: [UInt8] = []
            data.appendCompact(to: &bytes)
            self = .row(RowName(entity: entity, key: key), FoldedRow(rowVersion: try value.count("row_version"), data: bytes))
        }
    }

    /// One walk over the members: a year of one store has tens of thousands of these.
    private static func stock(_ data: JSONValue, version: Int64) throws(Fault) -> FoldedEntity {
        var place = StockPlace(product: .none, batch: .none)
        var onHand: Int64?
        for (name, value) in try data.members() {
            switch name {
            case "product_id": place.product = try ID.read(value, .none)
            case "batch_id": place.batch = try ID.read(value, .none)
            case "on_hand_milli": onHand = value.anyInt64
            default: break
            }
        }
        guard !place.product.isNone, let onHand else { throw .reply(lacks: "product_id, on_hand_milli") }
        return .stock(place, StockLevel(onHandMilli: onHand, rowVersion: version))
    }
}
