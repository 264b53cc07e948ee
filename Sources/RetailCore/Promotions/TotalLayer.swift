extension CartPricing {
    /// Takes the total layer's promotions off what is left, then what persons granted on the whole cart.
    mutating func lowerTotal() throws(Fault) {
        for step in set.totals {
            let total = rest.reduce(0, +)
            guard total > 0 else { return }
            var best: (number: Int32, off: Int64, step: Int?)?
            for number in step.promotions where holds(number) {
                let (off, step) = try off(number, total)
                if off > best?.off ?? 0 { best = (number, off, step) }
            }
            guard let best else { continue }
            spendSteps[best.number] = best.step
            try takeFromAll(best.off, .promotion(best.number))
            uses[best.number] = 1
        }
        for (number, discount) in cart.discounts.enumerated() {
            try takeFromAll(discount.off.off(rest.reduce(0, +)), .cart(Int32(number)))
        }
    }

    /// What a promotion takes off the total, in millionths, and by which of its spend steps.
    private mutating func off(_ number: Int32, _ total: Int64) throws(Fault) -> (off: Int64, step: Int?) {
        switch set.promotions[Int(number)].benefit {
        case .percent(let percent): return (Off.percent(percent).off(total), nil)
        case .amount(let amount): return (Off.amount(amount).off(total), nil)
        case .spend(let steps):
            let spend = goods.measure(set.compiled[Int(number)].goods, set, cart).spend
            var best: (off: Int64, step: Int?) = (0, nil)
            for (place, step) in steps.enumerated() where spend >= Int128(step.spend.minor) {
                let off = step.off.off(total)
                if off > best.off { best = (off, place) }
            }
            return best
        case .fixedPrice, .set: return (0, nil)
        }
    }

    /// Each line bears its part by what is left of it.
    private mutating func takeFromAll(_ amount: Int64, _ source: Source) throws(Fault) {
        guard amount > 0 else { return }
        let shares = try Money(minor: amount).allocated(over: rest)
        for (line, share) in shares.enumerated() { take(share.minor, off: line, source) }
    }

    /// Rounds: the total once, from its exact value; each line, and of each line each discount, by largest remainder.
    func finish(_ rounding: RoundingMode) throws(Fault) -> PricedCart {
        let exact = rest.map { ExactAmount(Int128($0), over: Int128(MicroMoney.perMinor)) }
        let total = try rounding.quotient(of: Int128(rest.reduce(0, +)), by: Int128(MicroMoney.perMinor))
        let amounts = try ExactAmount.largestRemainder(exact, target: total)

        var partsOfLine: [[Part]] = Array(repeating: [], count: rest.count)
        for part in parts { partsOfLine[Int(part.line)].append(part) }
        var lines = cart.lines.map { PricedCart.Line(shelf: $0.shelf, amount: $0.shelf, discounts: []) }
        var discounts: [Int32: Int64] = [:]
        for (number, line) in goods.lines.enumerated() where !partsOfLine[number].isEmpty {
            let shelf = cart.lines[line.position].shelf
            let amount = try Money(exactly: amounts[number])
            var listed: [PricedCart.Discount] = []
            for (part, share) in zip(partsOfLine[number], try Self.round(partsOfLine[number], to: try shelf.subtracting(amount))) {
                guard share > 0 else { continue }
                listed.append(PricedCart.Discount(source: publicSource(part.source), amount: Money(minor: share)))
                if case .promotion(let promotion) = part.source { discounts[promotion, default: 0] += share }
            }
            lines[line.position] = PricedCart.Line(shelf: shelf, amount: amount, discounts: listed)
        }
        let used = uses.sorted { $0.key < $1.key }.map { number, count in
            PricedCart.Use(
                promotion: set.promotions[Int(number)].id, uses: count, discount: Money(minor: discounts[number] ?? 0),
                step: spendSteps[number], shares: (shares[number] ?? []).sorted { $0.line < $1.line })
        }
        return PricedCart(
            lines: lines, shelf: try Money.sum(lines.map(\.shelf)), amount: try Money.sum(lines.map(\.amount)), uses: used,
            isProvenBest: isProvenBest)
    }

    private static func round(_ parts: [Part], to total: Money) throws(Fault) -> [Int64] {
        guard parts.count > 1 else { return [total.minor] }
        let exact = parts.map { ExactAmount(Int128($0.amount), over: Int128(MicroMoney.perMinor)) }
        return try ExactAmount.largestRemainder(exact, target: Int128(total.minor)).map { Int64(truncatingIfNeeded: $0) }
    }

    private func publicSource(_ source: Source) -> DiscountSource {
        switch source {
        case .promotion(let number): .promotion(set.promotions[Int(number)].id)
        case .line(let number): .line(Int(number))
        case .cart(let number): .cart(Int(number))
        }
    }
}
