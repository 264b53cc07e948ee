package import JSON
package import Operations
package import RetailCore

/// What holds for the whole chain. One row.
package struct ChainSettings: CatalogTable {
    package static var name: String { "chain" }
    package static var entity: StaticString { "chain" }
    package static var lockOrder: LockOrder { .chain }
    package static let columns = [
        Column("id", .id), Column("name", .text), Column("currency", .text), Column("epoch", .id), Column("tax_mode", .text),
        Column("rounding_mode", .text), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Tenant>.self), .field("name", String.self), .field("currency", String.self, "ISO 4217."),
        .field("tax_mode", String.self, "inclusive: prices include tax; exclusive: it is added."),
        .field("rounding_mode", String.self, "Of amounts that come out between two minor units."),
    ]

    package var id: ID<Tenant>
    package var name: String
    package var currency: Currency
    package var epoch: ID<Epoch>
    package var taxMode: TaxMode
    package var rounding: RoundingMode
    package var rowVersion: Int64

    package var key: ID<Tenant> { id }

    package init(
        id: ID<Tenant>, name: String, currency: Currency, epoch: ID<Epoch>, taxMode: TaxMode, rounding: RoundingMode, rowVersion: Int64
    ) {
        (self.id, self.name, self.currency, self.epoch) = (id, name, currency, epoch)
        (self.taxMode, self.rounding, self.rowVersion) = (taxMode, rounding, rowVersion)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        name = try cells.text()
        let code = try cells.text()
        guard let currency = Currency(code: code) else {
            throw Fault(.broken, "internal.row", "A stored row could not be read.", diagnosis: "currency \(code)")
        }
        self.currency = currency
        epoch = try cells.id()
        taxMode = TaxMode(rawValue: try cells.text()) ?? .inclusive
        rounding = RoundingMode(rawValue: try cells.text()) ?? .halfEven
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(name)
        cells.text(currency.code)
        cells.id(epoch)
        cells.text(taxMode.rawValue)
        cells.text(rounding.rawValue)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("currency", currency.code)
        writer.member("tax_mode", taxMode.rawValue)
        writer.member("rounding_mode", rounding.rawValue)
    }
}
