/// What a receipt says of a line besides its amounts.
public struct ReceiptLineText: Hashable, Sendable {
    /// What the line is called.
    public var text: String
    /// As printed (`kg`); empty for pieces.
    public var unit: String
    /// The batch of the goods, where it is known.
    public var batchNumber: String?

    /// For a line sold by the piece, unless a unit is given.
    public init(_ text: String, unit: String = "", batchNumber: String? = nil) {
        (self.text, self.unit, self.batchNumber) = (text, unit, batchNumber)
    }
}

extension CheckoutTotal {
    /// The lines of the receipt, with each discount under its name, to be kept as they are: refunds go by them.
    ///
    /// Tax that prices include and an exempt customer doesn't pay stands among the discounts, for it comes off what the line costs. Where tax
    /// would come on top, nothing comes off, and a discount of nothing names the certificate, for the document has no other place for it.
    ///
    /// - Parameter texts: for each of the cart's lines.
    /// - Throws: `receipt.texts-differ` (`unprocessable`) unless there is a text for each line; `money.overflow`.
    public func receiptLines(of cart: Cart, _ texts: [ReceiptLineText], _ promotions: PromotionSet) throws(Fault) -> [Receipt.Line] {
        guard texts.count == cart.lines.count, cart.lines.count == self.cart.lines.count else {
            throw Fault(.unprocessable, "receipt.texts-differ", "A receipt needs a text for each of its lines.")
        }
        var lines: [Receipt.Line] = []
        lines.reserveCapacity(cart.lines.count)
        for index in cart.lines.indices {
            let (line, priced, taxed) = (cart.lines[index], self.cart.lines[index], tax.lines[index])
            var discounts = priced.discounts.map { Self.discount($0, line, cart, promotions) }
            if let relief = tax.relief, taxed.relieved != .zero {
                let off = tax.rules.mode == .inclusive ? taxed.relieved : .zero
                discounts.append(Receipt.Discount(source: "tax_exemption", label: relief.certificate, amount: off))
            }
            lines.append(
                try Receipt.Line(
                    line.kind, product: line.product, text: texts[index].text, quantity: line.quantity, unit: texts[index].unit,
                    unitPrice: try line.pricePerUnit(), shelf: line.shelf, discounts: discounts,
                    taxes: taxed.parts.filter { tax.relief?.covers($0.rate.code) != true }.map { Receipt.LineTax($0.rate.code, $0.tax) },
                    batchNumber: texts[index].batchNumber))
        }
        return lines
    }

    private static func discount(
        _ discount: PricedCart.Discount, _ line: CartLine, _ cart: Cart, _ promotions: PromotionSet
    ) -> Receipt.Discount {
        switch discount.source {
        case .promotion(let id):
            Receipt.Discount(source: id.description, label: promotions[id]?.name ?? "", amount: discount.amount)
        case .line(let number):
            Receipt.Discount(
                source: "manual", label: line.discounts.indices.contains(number) ? line.discounts[number].reason : "",
                amount: discount.amount)
        case .cart(let number):
            Receipt.Discount(
                source: "manual", label: cart.discounts.indices.contains(number) ? cart.discounts[number].reason : "",
                amount: discount.amount)
        }
    }

    /// The receipt's table of taxes. What the customer is exempt from isn't in it.
    public var receiptTaxes: [Receipt.RateTotal] {
        tax.rates.filter { !$0.isExempt }.map { rate in
            Receipt.RateTotal(
                code: rate.rate.code, rateMicro: rate.rate.rateMicro, net: rate.amount.net, tax: rate.amount.tax, gross: rate.amount.gross)
        }
    }
}

extension CartLine {
    /// The unit price; where only the line's amount is known, that by its quantity, half to even.
    func pricePerUnit() throws(Fault) -> Money {
        if let unitPrice { return unitPrice }
        guard quantity != .zero else { return shelf }
        return try Money(exactly: RoundingMode.halfEven.quotient(of: Int128(shelf.minor) * 1000, by: Int128(quantity.milli)))
    }
}

extension Settlement {
    /// What was handed over, without what stayed with its tender. Change and rounding stand in the receipt's totals.
    ///
    /// - Throws: `money.overflow`.
    public func receiptPayments() throws(Fault) -> [Receipt.Payment] {
        var payments: [Receipt.Payment] = []
        for part in parts {
            let reference = part.tender.reference
            let amount = try part.applied.adding(part.change)
            payments.append(
                part.tender.kind == .card
                    ? Receipt.Payment(.card, amount, terminalToken: reference)
                    : Receipt.Payment(part.tender.kind.receiptMethod, amount, reference: reference))
        }
        return payments
    }
}

extension TenderKind {
    var receiptMethod: Receipt.Payment.Method {
        switch self {
        case .makerCoupon: .makerCoupon
        case .giftCard: .giftCard
        case .loyaltyPoints: .points
        case .storeCredit: .storeCredit
        case .other: .other
        case .transfer: .transfer
        case .card: .card
        case .cash: .cash
        }
    }
}
