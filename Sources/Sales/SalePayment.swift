package import JSON
package import Operations
package import RetailCore

/// A payment as a request or a till brings one.
package struct Payment: WireRecord {
    package var method: TenderKind = .cash
    /// What was handed over.
    package var amount = Money.zero
    /// What a till gave back for it in cash; nil: worked out here.
    package var change: Money?
    /// What a till rounded its cash by: paid beyond the exact amount, below zero for less; nil: worked out here.
    package var rounding: Money?
    package var reference: String?
    /// A card's number came as the reference. It is dropped where it comes in, and the payment taken all the same: the sale has happened.
    package private(set) var hadCardNumber = false

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("method", &method)
        try field("amount_minor", &amount, .range(1...Bound.highestAmount), "What was handed over.")
        try field("change_minor", &change, .amount, "What was given back of it, in cash; left out: worked out.")
        try field(
            "rounding_minor", &rounding, .payment,
            "What cash was rounded by: beyond the exact amount; below zero for less. Left out: worked out.")
        try field("reference", &reference, .length(1...100), "The terminal's token; a card number is not kept.")
        hideCardNumber()
    }

    private mutating func hideCardNumber() {
        guard method != .transfer, method != .makerCoupon, let given = reference, Tendered.looksLikeCardNumber(given) else { return }
        (reference, hadCardNumber) = (nil, true)
    }

    package init(_ method: TenderKind, _ amount: Money) {
        (self.method, self.amount) = (method, amount)
    }
}

package struct SalePaymentKey: TableKey {
    package var sale: ID<Sale>
    package var part: Int32

    package static var width: Int { 2 }

    package func write(to cells: inout CellWriter) {
        cells.id(sale)
        cells.int32(part)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.sale, left.part) < (right.sale, right.part) }
}

/// A payment as it settled a sale or a refund: `tendered = amount + rounding + change`. What stays in the drawer of cash is what was tendered less change.
package struct SalePaymentRow: GroupedTable {
    package static let table = TableShape(SalePaymentRow.self, "sale_payment", .documents)

    package var key = SalePaymentKey(sale: .none, part: 0)
    package var method: TenderKind = .cash
    package var amount: Money = .zero
    package var tendered: Money = .zero
    package var change: Money = .zero
    package var rounding: Money = .zero
    package var reference: String?
    package var refunded: Money = .zero

    package var group: ID<Sale> { key.sale }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("sale_id", &key.sale, .hidden)
        try column("part", &key.part, .detail)
        try column("method", &method)
        try column("amount_minor", &amount, "What it paid of what was due; below zero: given back.")
        try column("tendered_minor", &tendered, "What was handed over.")
        try column("change_minor", &change, .sparse, "Given back of it, in cash.")
        try column("rounding_minor", &rounding, .sparse, "What cash was rounded by: beyond the exact amount.")
        try column("reference", &reference, "The terminal's token.")
        try column("refunded_minor", &refunded, .detail, "Given back so far of what it paid.")
    }

    init(_ sale: ID<Sale>, _ ordinal: Int, _ method: TenderKind, _ amount: Money, reference: String? = nil) {
        (key, self.method, self.amount) = (SalePaymentKey(sale: sale, part: Int32(ordinal + 1)), method, amount)
        (tendered, self.reference) = (amount, reference)
    }
}
