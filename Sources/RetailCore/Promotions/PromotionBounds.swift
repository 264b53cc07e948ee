extension Promotion {
    /// Amounts up to this many minor units: far beyond any price, and small enough that no sum of a cart leaves 64 bits.
    static let highestAmount: Int64 = 1_000_000_000_000

    func check() throws(Fault) {
        try Self.require((1...200).contains(name.unicodeScalars.count), "name", "Expected 1 to 200 characters.")
        try Self.require((-1_000_000...1_000_000).contains(priority), "priority", "Expected -1,000,000 to 1,000,000.")
        try Self.require(exclusiveGroup.map { !$0.isEmpty } ?? true, "exclusive_group", "A group has a name, or is left out.")
        for limit in [limits.perCart, limits.perCustomer, limits.inAll].compactMap(\.self) {
            try Self.require((1...1_000_000_000).contains(limit), "limits", "Expected 1 to 1,000,000,000 uses.")
        }
        try Self.require(goods.isEverything || !goods.named.isEmpty, "goods", "It has to be about some goods.")
        try Self.require(
            goods == .everything || asksForGoods, "goods",
            "Nothing in this promotion asks for them: a set's parts name their own, and what comes off the total comes off all of it.")
        try condition.check()
        switch benefit {
        case .percent: break
        case .amount(let amount): try Self.check(amount, "amount_minor")
        case .fixedPrice(let amount): try Self.check(amount, "fixed_price_minor")
        case .set(let set): try check(set)
        case .spend(let steps): try check(steps)
        }
        switch (benefit, layer) {
        case (.percent, _), (.amount, _), (.fixedPrice, .price), (.fixedPrice, .deal), (.set, .deal), (.spend, .total): break
        default: throw Self.invalid("layer", "This benefit can't be given in the layer \(layer).")
        }
    }

    /// Whether naming goods makes a difference. Where it doesn't, whoever names some expects something else.
    private var asksForGoods: Bool {
        if let minimum = condition.minimum, minimum.goods == nil { return true }
        return switch benefit {
        case .percent, .amount: layer != .total
        case .fixedPrice, .spend: true
        case .set: false
        }
    }

    private func check(_ set: GoodsSet) throws(Fault) {
        try Self.require((1...8).contains(set.parts.count), "set.parts", "A set has 1 to 8 parts.")
        for (number, part) in set.parts.enumerated() {
            let field = "set.parts[\(number)]"
            try Self.require((1...1000).contains(part.count), "\(field).count", "A part has 1 to 1000 units.")
            try Self.require(part.goods.isEverything || !part.goods.named.isEmpty, "\(field).goods", "A part has to be about some goods.")
        }
        switch set.reward {
        case .price(let amount): try Self.check(amount, "set.price_minor")
        case .amount(let amount): try Self.check(amount, "set.amount_minor")
        case .percent: break
        case .cheapest(let count, _):
            try Self.require(set.parts.count == 1, "set.cheapest", "The cheapest are found within one part, and this set has several.")
            try Self.require((1...set.size).contains(count), "set.cheapest.count", "No more units than the set has can be its cheapest.")
        case .last:
            try Self.require(
                set.parts.count > 1, "set.last_percent_micro", "Something has to be bought before something is given: at least two parts.")
        }
    }

    private func check(_ steps: [SpendStep]) throws(Fault) {
        try Self.require((1...20).contains(steps.count), "spend", "Expected 1 to 20 steps.")
        for (number, step) in steps.enumerated() {
            try Self.check(step.spend, "spend[\(number)].from_minor")
            if case .amount(let amount) = step.off { try Self.check(amount, "spend[\(number)].amount_minor") }
        }
    }

    static func check(_ amount: Money, _ field: String) throws(Fault) {
        try require((0...highestAmount).contains(amount.minor), field, "Expected an amount from 0 to \(highestAmount) minor units.")
    }

    static func require(_ holds: Bool, _ field: String, _ words: String) throws(Fault) {
        if !holds { throw invalid(field, words) }
    }

    private static func invalid(_ field: String, _ words: String) -> Fault {
        Fault(
            .unprocessable, "promotion.invalid", "The promotion can't be used.",
            fields: [.init(field: field, code: "promotion.invalid", message: words)])
    }
}
