package import JSON
package import Operations
package import RetailCore

/// How something was paid.
package enum Tender: String, ColumnWord {
    case cash, card, transfer, other
    /// A manufacturer's coupon: the maker pays.
    case makerCoupon = "maker_coupon"
    /// What went back to the customer in cash; always negative.
    case change
}

/// How money goes back to a customer: every tender that somebody can be given.
package enum RefundTender: String, WireEnum {
    case cash, card, transfer, other

    package var tender: Tender {
        switch self {
        case .cash: .cash
        case .card: .card
        case .transfer: .transfer
        case .other: .other
        }
    }
}

/// A payment as a request brings one.
package struct Payment: WireObject {
    package var method: Tender
    package var amount: Money
    package var reference: String?
    /// A card's number came as the reference. It is dropped where it comes in, and the payment taken all the same: the sale has happened.
    package private(set) var hadCardNumber = false

    package init(_ fields: inout Fields) throws(Fault) {
        method = try fields.required("method")
        amount = try fields.required("amount_minor", .payment, "Above zero; below for change.")
        reference = try fields.optional("reference", .length(1...100), "The terminal's token; a card number is not kept.")
        try fields.check(
            method == .change ? amount.minor < 0 : amount.minor > 0, "amount_minor", "out-of-range",
            "Expected an amount above zero, or below zero for change.")
        if method != .transfer, method != .makerCoupon, let given = reference, looksLikeCardNumber(given) {
            (reference, hadCardNumber) = (nil, true)
        }
    }

    package init(_ method: Tender, _ amount: Money) {
        (self.method, self.amount) = (method, amount)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("method", method)
        writer.member("amount_minor", amount)
        writer.member("reference", reference)
    }
}

package struct SalePaymentRow: LogTable {
    package static let table = TableShape(SalePaymentRow.self, "sale_payment", .logs)

    package var sale: ID<Sale> = .none
    package var part: Int32 = 0
    package var payment = Payment(.cash, .zero)

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("sale_id", &sale, .hidden)
        try column("part", &part, .detail)
        try column("method", &payment.method)
        try column("amount_minor", &payment.amount, "Below zero: given back.")
        try column("reference", &payment.reference, "The terminal's token.")
    }

    init(_ sale: ID<Sale>, part: Int32, _ payment: Payment) {
        (self.sale, self.part, self.payment) = (sale, part, payment)
    }
}
