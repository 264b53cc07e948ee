extension PromotionSet {
    /// Prices a cart: of all that the promotions allow, the customer gets what costs least (`Promotion` says what goes together how).
    ///
    /// The result is the same on every machine, for any order of the lines and of the promotions.
    ///
    /// - Parameter rounding: how the exact total becomes whole minor units, once.
    /// - Throws: `cart.line-invalid`, `cart.too-large` (`unprocessable`).
    public func price(_ cart: Cart, in sale: SaleContext, rounding: RoundingMode = .halfEven) throws(Fault) -> PricedCart {
        var pricing = CartPricing(self, cart, sale, try CartGoods(cart, index))
        pricing.lowerPrices()
        try pricing.deal()
        pricing.settleGrants()
        try pricing.lowerTotal()
        return try pricing.finish(rounding)
    }
}

/// The work on one cart: what comes off which line, in millionths, layer by layer.
struct CartPricing {
    let set: PromotionSet
    let cart: Cart
    let sale: SaleContext
    var goods: CartGoods
    /// What came off, in the order in which it did.
    var parts: [Part] = []
    /// What is left of each of `goods.lines`, in millionths.
    var rest: [Int64]
    var uses: [Int32: Int] = [:]
    /// Of the deals that are used, with whose units.
    var shares: [Int32: [PricedCart.Share]] = [:]
    /// By how many millionths more is left of a line than its units cost, where an amount was granted that they can't share exactly.
    private var dust: [Int: Int64] = [:]
    /// Of the promotions with spend steps that are used, which one.
    var spendSteps: [Int32: Int] = [:]
    var isProvenBest = true
    /// Whether each promotion holds, where that is known already.
    private var known: [Bool?]

    struct Part {
        let line: Int32
        let source: Source
        var amount: Int64
    }

    enum Source: Hashable {
        case promotion(Int32)
        case line(Int32)
        case cart(Int32)
    }

    init(_ set: PromotionSet, _ cart: Cart, _ sale: SaleContext, _ goods: CartGoods) {
        (self.set, self.cart, self.sale, self.goods) = (set, cart, sale, goods)
        rest = goods.lines.map(\.shelf)
        known = Array(repeating: nil, count: set.promotions.count)
    }

    /// Whether a promotion's conditions are met and its limits not used up.
    mutating func holds(_ number: Int32) -> Bool {
        if let known = known[Int(number)] { return known }
        let holds = set.compiled[Int(number)].holdsAlways || obstacle(number) == nil
        known[Int(number)] = holds
        return holds
    }

    /// What keeps a promotion from holding: a condition, its limits, its minimum.
    mutating func obstacle(_ number: Int32) -> PromotionObstacle? {
        let promotion = set.promotions[Int(number)]
        if let obstacle = promotion.condition.obstacle(in: sale) { return obstacle }
        guard usesLeft(promotion) > 0 else {
            return promotion.limits.perCustomer != nil && sale.customer == nil ? .unknownCustomer : .usedUp
        }
        guard let minimum = promotion.condition.minimum, let entry = set.compiled[Int(number)].minimumGoods else { return nil }
        let measure = goods.measure(entry, set, cart)
        let (spend, milli) = (Int128(minimum.spend.minor) - measure.spend, Int128(minimum.quantity.milli) - measure.milli)
        if spend > 0 { return .spend(missing: Money(minor: Int64(clamping: spend))) }
        return milli > 0 ? .quantity(missing: Quantity(milli: Int64(clamping: milli))) : nil
    }

    /// `Int.max` where nothing limits it.
    func usesLeft(_ promotion: Promotion) -> Int {
        let limits = promotion.limits
        guard !limits.isNone else { return .max }
        let used = sale.usage[promotion.id] ?? SaleContext.Usage()
        var left = limits.perCart ?? .max
        if let most = limits.perCustomer { left = sale.customer == nil ? 0 : min(left, most - min(most, max(0, used.byCustomer))) }
        if let most = limits.inAll { left = min(left, most - min(most, max(0, used.inAll))) }
        return left
    }

    /// Whether a promotion that names a line excepts it again.
    func excepts(_ number: Int32, _ line: Int) -> Bool {
        set.compiled[Int(number)].isExcepting && excepts(goods: set.compiled[Int(number)].goods, line)
    }

    func excepts(goods entry: Int32, _ line: Int) -> Bool {
        set.goods[Int(entry)].goods.excepts(cart.lines[goods.lines[line].position])
    }

    mutating func take(_ amount: Int64, off line: Int, _ source: Source) {
        guard amount > 0 else { return }
        rest[line] -= amount
        parts.append(Part(line: Int32(line), source: source, amount: amount))
    }

    // MARK: - The price layer

    /// Manual discounts of a line, then every promotion of the layer, each on what the last one left of a unit's price.
    mutating func lowerPrices() {
        var promotions = PricePromotions(goods, set)
        for line in goods.lines.indices {
            let position = goods.lines[line].position
            for (number, discount) in cart.lines[position].discounts.enumerated() { takeManually(discount, number, off: line) }
            var best: (number: Int32, off: Int64)?
            var current: Int32 = -1
            for rank in promotions.ranks(for: line) {
                let (number, step) = (set.prices[Int(rank)].promotion, set.prices[Int(rank)].step)
                if step != current {
                    lower(line, best)
                    (best, current) = (nil, step)
                }
                guard holds(number), !excepts(number, line) else { continue }
                let off = set.compiled[Int(number)].benefit.off(goods.lines[line].price, goods.lines[line].measure)
                if off > best?.off ?? 0 { best = (number, off) }
            }
            lower(line, best)
        }
    }

    private mutating func lower(_ line: Int, _ best: (number: Int32, off: Int64)?) {
        guard let best else { return }
        goods.lines[line].price -= best.off
        take(best.off * goods.lines[line].units, off: line, .promotion(best.number))
        uses[best.number] = 1
    }

    private mutating func takeManually(_ discount: ManualDiscount, _ number: Int, off line: Int) {
        let (price, units) = (goods.lines[line].price, goods.lines[line].units)
        let source = Source.line(Int32(number))
        switch discount.off {
        case .percent(let percent):
            let off = MicroMoney.share(of: price, percent)
            goods.lines[line].price -= off
            take(off * units, off: line, source)
        case .amount(let amount):
            let whole = MicroMoney.micro(amount)
            let off = min(price, MicroMoney.share(of: whole, amongUnits: units))
            goods.lines[line].price -= off
            guard off < price else {
                // All that is left of the line, if anything is.
                guard rest[line] > 0 else { return }
                dust[line] = nil
                return take(rest[line], off: line, source)
            }
            // Granted on the line, it comes off to the cent; only the units' prices can be no finer than a millionth.
            take(whole, off: line, source)
            dust[line, default: 0] += off * units - whole
        }
    }

    /// Where the units got prices of their own, or nothing is left of them, these are what counts, and an amount granted before comes off as the
    /// units share it.
    mutating func settleGrants() {
        for (line, left) in dust where left != 0 {
            let own = parts.indices.filter { parts[$0].line == line }
            guard rest[line] == left || rest[line] < 0 || own.contains(where: { setsPrices(parts[$0].source) }),
                let granted = own.last(where: { if case .line = parts[$0].source { true } else { false } })
            else { continue }
            parts[granted].amount += left
            rest[line] -= left
        }
    }

    private func setsPrices(_ source: Source) -> Bool {
        guard case .promotion(let number) = source else { return false }
        return switch set.promotions[Int(number)].benefit {
        case .fixedPrice, .set: true
        case .percent, .amount, .spend: false
        }
    }
}
