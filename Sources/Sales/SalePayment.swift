package import JSON
package import Operations
package import RetailCore

/// How something was paid.
package enum Tender: String, WireEnum {
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
    package static var name: String { "sale_payment" }
    package static let columns = [
        Column("sale_id", .id), Column("part", .int32), Column("method", .text), Column("amount_minor", .int64), Column("reference", .text),
    ]

    package var sale: ID<Sale>
    package var part: Int32
    package var payment: Payment

    package func write(to cells: inout CellWriter) {
        cells.id(sale)
        cells.int32(part)
        cells.text(payment.method.rawValue)
        cells.money(payment.amount)
        cells.text(payment.reference)
    }
}
