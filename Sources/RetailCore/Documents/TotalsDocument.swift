extension RegisterTotals {
    /// Taxes in the order of code and rate, payments in that of the methods' names.
    var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("sale_count", saleCount)
        object.set("refund_count", refundCount)
        object.set("void_count", voidCount)
        object.set("sales_minor", sales)
        object.set("returns_minor", returns)
        object.set("voids_minor", voids)
        object.set("net_minor", net)
        object.set("absolute_minor", absolute)
        object.set("discount_minor", discount)
        object.set("deposits_minor", deposits)
        object.set("gift_cards_minor", giftCards)
        object.set("rounding_minor", rounding)
        object.set("open_minor", open)
        object.set("change_minor", change)
        object.set("cash_payments_minor", cashPayments)
        object.set("cash_refunds_minor", cashRefunds)
        object.set("taxes", rateTotals.map(\.object.value))
        object.set("payments", paymentTotals.map { Self.object($0.method, $0.total).value })
        return object
    }

    /// In the order of code and rate.
    public var rateTotals: [Receipt.RateTotal] {
        taxes.sorted { $0.key < $1.key }.map {
            Receipt.RateTotal(
                code: $0.key.code, rateMicro: $0.key.rateMicro, net: $0.value.net, tax: $0.value.tax, gross: $0.value.gross)
        }
    }

    /// In the order of the methods' names.
    public var paymentTotals: [(method: Receipt.Payment.Method, total: PaymentTotal)] {
        payments.sorted { $0.key.rawValue < $1.key.rawValue }.map { (method: $0.key, total: $0.value) }
    }

    private static func object(_ method: Receipt.Payment.Method, _ total: PaymentTotal) -> CanonicalObject {
        var object = CanonicalObject()
        object.set("method", method.rawValue)
        object.set("count", total.count)
        object.set("amount_minor", total.amount)
        return object
    }

    mutating func read(_ fields: CanonicalFields) throws(Fault) {
        saleCount = try fields.integer("sale_count")
        refundCount = try fields.integer("refund_count")
        voidCount = try fields.integer("void_count")
        sales = try fields.money("sales_minor")
        returns = try fields.money("returns_minor")
        voids = try fields.money("voids_minor")
        net = try fields.money("net_minor")
        absolute = try fields.money("absolute_minor")
        discount = try fields.money("discount_minor")
        deposits = try fields.money("deposits_minor")
        giftCards = try fields.money("gift_cards_minor")
        rounding = try fields.money("rounding_minor")
        open = try fields.money("open_minor")
        change = try fields.money("change_minor")
        cashPayments = try fields.money("cash_payments_minor")
        cashRefunds = try fields.money("cash_refunds_minor")
        let rates: [Receipt.RateTotal] = try fields.elements("taxes")
        for rate in rates {
            taxes[Rate(code: rate.code, rateMicro: rate.rateMicro)] = try TaxedAmount(rate.net, tax: rate.tax, mode: .exclusive)
        }
        for value in try fields.list("payments") {
            let fields = try CanonicalFields(value)
            payments[try fields.choice("method")] = PaymentTotal(
                count: try fields.integer("count"), amount: try fields.money("amount_minor"))
        }
    }
}
