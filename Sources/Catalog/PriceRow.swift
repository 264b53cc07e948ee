package import JSON
package import Operations
package import RetailCore

/// All versions of a product's price in one store, or in the chain (store none).
package struct PriceGroup: TableKey {
    package var product: ID<Product>
    package var store: ID<Store>

    package init(product: ID<Product>, store: ID<Store>) {
        (self.product, self.store) = (product, store)
    }

    package static var width: Int { 2 }
    package var fingerprint: Fingerprint { Fingerprint(product, store) }

    package func write(to cells: inout CellWriter) {
        cells.id(product)
        cells.id(store)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.product, left.store) < (right.product, right.store) }
}

package struct PriceKey: TableKey {
    package var group: PriceGroup
    package var effectiveAt: Instant

    package static var width: Int { 3 }

    package func write(to cells: inout CellWriter) {
        group.write(to: &cells)
        cells.instant(effectiveAt)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.group, left.effectiveAt) < (right.group, right.effectiveAt) }
}

/// A price from a moment on.
package struct PriceRow: CatalogTable, GroupedTable {
    package static var name: String { "price" }
    package static var entity: StaticString { "price" }
    package static var lockOrder: LockOrder { .price }
    package static let columns = [
        Column("product_id", .id), Column("store_id", .id), Column("effective_at", .instant), Column("unit_price_minor", .int64),
        Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("product_id", ID<Product>.self), .optional("store_id", ID<Store>.self, "Left out: the chain's price."),
        .field("effective_at", Instant.self), .field("unit_price_minor", Money.self),
    ]

    package var group: PriceGroup
    package var effectiveAt: Instant
    package var unitPrice: Money
    package var rowVersion: Int64 = 0

    package var key: PriceKey { PriceKey(group: group, effectiveAt: effectiveAt) }

    package init(product: ID<Product>, store: ID<Store>, effectiveAt: Instant, unitPrice: Money) {
        group = PriceGroup(product: product, store: store)
        (self.effectiveAt, self.unitPrice) = (effectiveAt, unitPrice)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        group = PriceGroup(product: try cells.id(), store: try cells.id())
        effectiveAt = try cells.instant()
        unitPrice = try cells.money()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        key.write(to: &cells)
        cells.money(unitPrice)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", group.product)
        if !group.store.isNone { writer.member("store_id", group.store) }
        writer.member("effective_at", effectiveAt)
        writer.member("unit_price_minor", unitPrice)
    }

    /// What it costs in a store at a moment: the store's own price where it has one, else the chain's; the latest that has come.
    ///
    /// Before the first version the first one counts: a till's clock may be behind, and what it sold has been sold.
    package static func current(_ world: World, product: ID<Product>, store: ID<Store>, at instant: Instant) -> Money? {
        var first: PriceRow?
        for place in [store, ID<Store>.none] {
            let versions = world.rows(of: PriceGroup(product: product, store: place), PriceRow.self)
            if let latest = versions.last(where: { $0.effectiveAt <= instant }) { return latest.unitPrice }
            first = first ?? versions.first
        }
        return first?.unitPrice
    }

    package static func wantCurrent(_ world: World, product: ID<Product>, store: ID<Store>) {
        world.wantToRead(allOf: PriceGroup(product: product, store: store), PriceRow.self)
        world.wantToRead(allOf: PriceGroup(product: product, store: .none), PriceRow.self)
    }
}
