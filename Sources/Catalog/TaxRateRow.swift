import JSON
package import Operations
package import RetailCore

package struct TaxRateKey: TableKey {
    package var taxClass: ID<TaxClass>
    package var validFrom: Day

    package static var width: Int { 2 }

    package func write(to cells: inout CellWriter) {
        cells.id(taxClass)
        cells.day(validFrom)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.taxClass, left.validFrom) < (right.taxClass, right.validFrom) }
}

/// The rate of a tax class from a business day on. Once that day has come it stays: old sales are checked against it.
package struct TaxRateRow: CatalogTable, GroupedTable {
    package static let table = TableShape(TaxRateRow.self, "tax_rate", .catalog)

    package var key = TaxRateKey(taxClass: .none, validFrom: Day(number: 0))
    /// Millionths: 19 % is 190,000.
    package var rateMicro: Int64 = 0
    package var rowVersion: Int64 = 0

    package var group: ID<TaxClass> { key.taxClass }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("tax_class_id", &key.taxClass)
        try column("valid_from", &key.validFrom, "The first business day.")
        try column("rate_micro", &rateMicro, "Millionths: 19 % is 190,000.")
        try column.version(&rowVersion)
    }

    /// What a class is taxed with on a business day; an all-zero class, and one that is not there, with nothing.
    package static func current(_ world: World, _ taxClass: ID<TaxClass>, on day: Day) -> Int64 {
        guard !taxClass.isNone else { return 0 }
        let latest = world.rows(of: taxClass, TaxRateRow.self).last { $0.key.validFrom <= day }
        return latest?.rateMicro ?? world.row(TaxClassRow.self, taxClass)?.rateMicro ?? 0
    }

    package static func wantCurrent(_ world: World, _ taxClass: ID<TaxClass>) {
        guard !taxClass.isNone else { return }
        world.wantToRead(TaxClassRow.self, taxClass)
        world.wantToRead(allOf: taxClass, TaxRateRow.self)
    }
}
