package import Operations
package import RetailCore

/// A receipt: a completed sale, or a refund of one with all its amounts negative.
package struct SaleRow: Table {
    package enum Kind: String, Sendable { case sale, refund }

    package static var name: String { "sale" }
    package static var lockOrder: LockOrder { .sale }
    package static let columns = [
        Column("id", .id), Column("kind", .text), Column("refund_of", .id), Column("store_id", .id), Column("register_id", .id),
        Column("actor_id", .id),
        Column("staff_id", .id), Column("customer_id", .id), Column("series", .id), Column("receipt_number", .int64),
        Column("business_day", .day),
        Column("occurred_at", .instant), Column("recorded_at", .instant), Column("tax_mode", .text), Column("shelf_minor", .int64),
        Column("discount_minor", .int64), Column("revenue_minor", .int64), Column("tax_minor", .int64), Column("due_minor", .int64),
        Column("line_count", .int32), Column("flags", .text),
    ]

    package var id: ID<Sale>
    package var kind: Kind
    package var refundOf: ID<Sale>?
    package var store: ID<Store>
    package var register: ID<Register>
    package var actor: ID<Actor>
    package var staff: ID<Staff>?
    package var customer: ID<Customer>?
    package var series: ID<Device>
    package var receiptNumber: Int64
    package var businessDay: Day
    package var occurredAt: Instant
    package var recordedAt: Instant
    package var taxMode: TaxMode
    package var shelf: Money = .zero
    package var discount: Money = .zero
    /// What the store earns: after its own discounts, before tenders.
    package var revenue: Money = .zero
    package var tax: Money = .zero
    /// What was to be paid: revenue, and the tax where prices are without.
    package var due: Money = .zero
    package var lineCount: Int32 = 0
    package var flags: String = ""

    package var key: ID<Sale> { id }

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

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        kind = Kind(rawValue: try cells.text()) ?? .sale
        refundOf = try cells.idIfAny()
        store = try cells.id()
        register = try cells.id()
        actor = try cells.id()
        staff = try cells.idIfAny()
        customer = try cells.idIfAny()
        series = try cells.id()
        receiptNumber = try cells.int64()
        businessDay = try cells.day()
        occurredAt = try cells.instant()
        recordedAt = try cells.instant()
        taxMode = TaxMode(rawValue: try cells.text()) ?? .inclusive
        shelf = try cells.money()
        discount = try cells.money()
        revenue = try cells.money()
        tax = try cells.money()
        due = try cells.money()
        lineCount = try cells.int32()
        flags = try cells.text()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(kind.rawValue)
        cells.id(refundOf)
        cells.id(store)
        cells.id(register)
        cells.id(actor)
        cells.id(staff)
        cells.id(customer)
        cells.id(series)
        cells.int64(receiptNumber)
        cells.day(businessDay)
        cells.instant(occurredAt)
        cells.instant(recordedAt)
        cells.text(taxMode.rawValue)
        cells.money(shelf)
        cells.money(discount)
        cells.money(revenue)
        cells.money(tax)
        cells.money(due)
        cells.int32(lineCount)
        cells.text(flags)
    }
}
