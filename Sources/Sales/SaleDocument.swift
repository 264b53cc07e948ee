import Chain
import Customers
import JSON
package import Operations
import RetailCore

/// A receipt with all that belongs to it, as it is stored, told to tills and answered to the caller.
package struct SaleDocument {
    /// What a store's stream tells of it.
    package static let told = StreamedEntity(
        told: "sale", key: "id",
        [
            .field("id", ID<Sale>.self), .field("kind", String.self, "sale or refund."),
            .optional("refund_of", ID<Sale>.self, "Of a refund: the sale."), .field("register_id", ID<Register>.self),
            .optional("customer_id", ID<Customer>.self), .field("receipt_number", Int64.self, "Of the register and enrolment."),
            .field("business_day", Day.self, "By the store's clock."), .field("occurred_at", Instant.self, "By the till's clock."),
            .field("revenue_minor", Money.self, "Shelf prices less discounts; below zero of a refund."),
            .field("tax_minor", Money.self, "In the prices, or on top of them, by `tax_mode`."),
            .field("due_minor", Money.self, "What was to be paid; below zero: given back."),
            .optional("flags", [String].self, "See Flags."),
            .init(
                name: "lines", schema: .array(.object("SaleLine", SaleLineRow.table.shown), nil), isRequired: true,
                words: "Amounts of zero are left out."),
            .init(
                name: "payments", schema: .array(.object("SalePayment", SalePaymentRow.table.shown), nil), isRequired: true,
                words: "What each paid of what was due."),
        ])

    /// What sales and refunds can both be refused for: who and where, numbers, and sums that outgrow what can be.
    static let refusals: [Refusal] =
        [
            .storeUnknown, .receiptNumberGiven, .receiptNumbersExhausted, .registerUnknown, .staffUnknown, .staffNotYourself,
            .customerUnknown, .saleExists,
        ] + Refusal.sums

    /// What the caller is told of it.
    static let answer = Schema.object(
        "SaleReceipt",
        [
            .field("sale_id", ID<Sale>.self), .field("receipt_number", Int64.self), .field("business_day", Day.self),
            .field("revenue_minor", Money.self), .field("tax_minor", Money.self), .field("due_minor", Money.self),
            .optional("change_minor", Money.self, "Given back in cash."),
            .optional("rounding_minor", Money.self, "What cash was rounded by."), .optional("flags", [String].self, "See Flags."),
        ])

    private let sale: SaleRow
    private let lines: [SaleLineRow]
    private let payments: [SalePaymentRow]
    private let flags: [SaleFlag]

    init(_ sale: SaleRow, lines: [SaleLineRow], payments: [SalePaymentRow], flags: Set<SaleFlag>) {
        self.lines = lines
        self.payments = payments
        self.flags = flags.sorted()
        var sale = sale
        sale.flags = self.flags
        self.sale = sale
    }

    func file(in world: World) -> Outcome {
        world.add(sale)
        for line in lines { world.add(line) }
        for payment in payments { world.add(payment) }
        world.tell(.store(sale.store), entity: "sale") { members(&$0) }
        return Outcome(flags: flags) { writer in
            writer.member("sale_id", sale.id)
            writer.member("receipt_number", sale.receiptNumber)
            writer.member("business_day", sale.businessDay)
            writer.member("revenue_minor", sale.revenue)
            writer.member("tax_minor", sale.tax)
            writer.member("due_minor", sale.due)
            if !flags.isEmpty { writer.member("flags", flags) }
            let change = payments.reduce(Int64(0)) { $0 &+ $1.change.minor }
            if change > 0 { writer.member("change_minor", change) }
            let rounding = payments.reduce(Int64(0)) { $0 &+ $1.rounding.minor }
            if rounding != 0 { writer.member("rounding_minor", rounding) }
        }
    }

    private func members(_ writer: inout JSONWriter) {
        writer.member("id", sale.id)
        writer.member("kind", sale.kind.rawValue)
        writer.member("refund_of", sale.refundOf)
        writer.member("register_id", sale.register)
        writer.member("customer_id", sale.customer)
        writer.member("receipt_number", sale.receiptNumber)
        writer.member("business_day", sale.businessDay)
        writer.member("occurred_at", sale.occurredAt)
        writer.member("revenue_minor", sale.revenue)
        writer.member("tax_minor", sale.tax)
        writer.member("due_minor", sale.due)
        if !flags.isEmpty { writer.member("flags", flags) }
        writer.memberArray("lines") { list in for line in lines { list.element { $0.object { line.members(&$0) } } } }
        writer.memberArray("payments") { list in for payment in payments { list.element { $0.object { payment.members(&$0) } } } }
    }
}

extension SaleRow {
    /// Adds the lines up.
    mutating func total(_ lines: [SaleLineRow]) throws(Fault) {
        for line in lines {
            shelf = try shelf.adding(line.amounts.shelf)
            discount = try discount.adding(try line.amounts.discount())
            revenue = try revenue.adding(line.amounts.revenue)
            tax = try tax.adding(line.amounts.tax)
        }
        due = taxMode == .inclusive ? revenue : try revenue.adding(tax)
        lineCount = Int32(lines.count)
    }
}
