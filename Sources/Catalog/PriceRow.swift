import JSON
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
    package static let table = TableShape(PriceRow.self, "price", .catalog)

    package var group = PriceGroup(product: .none, store: .none)
    package var effectiveAt = Instant(microseconds: 0)
    package var unitPrice: Money = .zero
    package var rowVersion: Int64 = 0

    package var key: PriceKey { PriceKey(group: group, effectiveAt: effectiveAt) }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("product_id", &group.product)
        try column("store_id", &group.store, .sparse, "Left out: the chain's price.")
        try column("effective_at", &effectiveAt)
        try column("unit_price_minor", &unitPrice)
        try column.version(&rowVersion)
    }

    package init(product: ID<Product>, store: ID<Store>, effectiveAt: Instant, unitPrice: Money) {
        group = PriceGroup(product: product, store: store)
        (self.effectiveAt, self.unitPrice) = (effectiveAt, unitPrice)
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
