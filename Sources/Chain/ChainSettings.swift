import JSON
package import Operations
package import RetailCore

/// What holds for the whole chain. One row.
package struct ChainSettings: CatalogTable {
    package static let table = TableShape(ChainSettings.self, "chain", .chain)

    package var id: ID<Tenant> = .none
    package var name = ""
    package var currency: Currency = .none
    package var epoch: ID<Epoch> = .none
    package var taxMode: TaxMode = .inclusive
    package var rounding: RoundingMode = .halfEven
    package var cashStep: Int64 = 1
    package var rowVersion: Int64 = 0

    package var key: ID<Tenant> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("name", &name)
        try column("currency", &currency, "ISO 4217.")
        try column("epoch", &epoch, .hidden)
        try column("tax_mode", &taxMode, "inclusive: prices include tax; exclusive: it is added.")
        try column("rounding_mode", &rounding, "Of amounts that come out between two minor units.")
        try column("cash_step_minor", &cashStep, "The smallest coin: what is paid in cash is rounded to it. 1: nothing is.")
        try column.version(&rowVersion)
    }

    package init(
        id: ID<Tenant>, name: String, currency: Currency, epoch: ID<Epoch>, taxMode: TaxMode, rounding: RoundingMode, cashStep: Int64 = 1,
        rowVersion: Int64
    ) {
        (self.id, self.name, self.currency, self.epoch) = (id, name, currency, epoch)
        (self.taxMode, self.rounding, self.cashStep, self.rowVersion) = (taxMode, rounding, cashStep, rowVersion)
    }
}
