import JSON
import Operations
import RetailCore

/// A receipt with all that belongs to it, as it is stored, told to tills and answered to the caller.
struct SaleDocument {
    var sale: SaleRow
    var lines: [SaleLineRow]
    var payments: [Payment]

    func file(in world: World, flags: [String]) -> Outcome {
        world.add(sale)
        for line in lines { world.add(line) }
        for (ordinal, payment) in payments.enumerated() {
            world.append(SalePaymentRow(sale: sale.id, part: Int32(ordinal + 1), payment: payment))
        }
        world.tell(.store(sale.store), entity: "sale") { members(&$0) }
        return Outcome(flags: flags) { writer in
            writer.member("sale_id", sale.id)
            writer.member("receipt_number", sale.receiptNumber)
            writer.member("business_day", sale.businessDay)
            writer.member("revenue_minor", sale.revenue)
            writer.member("tax_minor", sale.tax)
            writer.member("due_minor", sale.due)
            if !flags.isEmpty { writer.member("flags", flags) }
            let change = payments.filter { $0.method == .change }.reduce(Int64(0)) { $0 &- $1.amount.minor }
            if change > 0 { writer.member("change_minor", change) }
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
        if !sale.flags.isEmpty { writer.member("flags", sale.flags.split(separator: " ").map(String.init)) }
        writer.memberArray("lines") { list in for line in lines { list.element { $0.object { line.members(&$0) } } } }
        writer.member("payments", payments)
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
