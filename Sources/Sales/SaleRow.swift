import JSON
package import Operations
package import RetailCore

/// A receipt: a completed sale, or a refund of one with all its amounts negative.
package struct SaleRow: Table {
    package static let table = TableShape(SaleRow.self, "sale", .documents)

    package enum Kind: String, ColumnWord { case sale, refund }

    package var id: ID<Sale> = .none
    package var kind: Kind = .sale
    package var refundOf: ID<Sale>?
    package var store: ID<Store> = .none
    package var register: ID<Register> = .none
    package var actor: ID<Actor> = .none
    package var staff: ID<Staff>?
    package var customer: ID<Customer>?
    package var series: ID<Device> = .none
    package var receiptNumber: Int64 = 0
    package var businessDay = Day(number: 0)
    package var occurredAt = Instant(microseconds: 0)
    package var recordedAt = Instant(microseconds: 0)
    package var taxMode: TaxMode = .inclusive
    package var shelf: Money = .zero
    package var discount: Money = .zero
    /// What the store earns: after its own discounts, before tenders.
    package var revenue: Money = .zero
    package var tax: Money = .zero
    /// What was to be paid: revenue, and the tax where prices are without.
    package var due: Money = .zero
    package var lineCount: Int32 = 0
    package var flags: [SaleFlag] = []

    package var key: ID<Sale> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("kind", &kind)
        try column("refund_of", &refundOf)
        try column("store_id", &store)
        try column("register_id", &register)
        try column("actor_id", &actor)
        try column("staff_id", &staff)
        try column("customer_id", &customer)
        try column("series", &series)
        try column("receipt_number", &receiptNumber)
        try column("business_day", &businessDay)
        try column("occurred_at", &occurredAt)
        try column("recorded_at", &recordedAt)
        try column("tax_mode", &taxMode)
        try column("shelf_minor", &shelf)
        try column("discount_minor", &discount)
        try column("revenue_minor", &revenue)
        try column("tax_minor", &tax)
        try column("due_minor", &due)
        try column("line_count", &lineCount)
        try column("flags", &flags, "What a manager should look at.")
    }

    package init(
        id: ID<Sale>, kind: Kind, refundOf: ID<Sale>?, store: ID<Store>, register: ID<Register>, staff: ID<Staff>?, customer: ID<Customer>?,
        series: ID<Device>,
        receiptNumber: Int64, businessDay: Day, taxMode: TaxMode, _ moment: Moment
    ) {
        (self.id, self.kind, self.refundOf, self.store, self.register, self.staff, self.customer) = (
            id, kind, refundOf, store, register, staff, customer
        )
        (self.series, self.receiptNumber, self.businessDay, self.taxMode) = (series, receiptNumber, businessDay, taxMode)
        (actor, occurredAt, recordedAt) = (moment.actor.id, moment.occurredAt, moment.now)
    }
}
