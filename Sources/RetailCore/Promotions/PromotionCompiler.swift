/// Sorts promotions under the headings that their goods name.
struct PromotionCompiler {
    private(set) var compiled: [CompiledPromotion] = []
    /// Of each promotion that is searched for, what its parts are about.
    private(set) var parts: [[Int32]] = []
    private(set) var goods: [CompiledGoods] = []
    private(set) var index = HeadingIndex()
    private var known: [Goods: Int32] = [:]
    private var headings: [Heading] = [Heading()]

    mutating func add(_ promotion: Promotion, _ number: Int32) {
        let own = self.entry(for: promotion.goods)
        var entry = CompiledPromotion(
            benefit: UnitBenefit(promotion.benefit), priority: promotion.priority, goods: own, isExcepting: goods[Int(own)].isExcepting,
            holdsAlways: promotion.condition == PromotionCondition() && promotion.limits.isNone)
        var parts: [Int32] = []
        if let minimum = promotion.condition.minimum { entry.minimumGoods = self.entry(for: minimum.goods ?? promotion.goods) }
        switch (promotion.layer, promotion.benefit) {
        case (.price, _): file(under: own) { $0.prices.append(number) }
        case (.deal, .set(let set)):
            for (part, wanted) in set.parts.enumerated() {
                parts.append(self.entry(for: wanted.goods))
                file(under: parts[part]) { $0.parts.append(PartReference(promotion: number, part: Int32(part))) }
            }
        case (.deal, _) where !promotion.limits.isNone || promotion.exclusiveGroup != nil:
            parts = [own]
            file(under: own) { $0.parts.append(PartReference(promotion: number, part: 0)) }
        case (.deal, .percent): file(under: own) { $0.percents.append(number) }
        case (.deal, .amount): file(under: own) { $0.amounts.append(number) }
        case (.deal, .fixedPrice): file(under: own) { $0.fixedPrices.append(number) }
        case (.deal, .spend), (.total, _): break
        }
        compiled.append(entry)
        self.parts.append(parts)
    }

    /// The headings, each list with its strongest promotion first, and those of the price layer by rank.
    func finishedHeadings(_ steps: [PriceStep]) -> [Heading] {
        var ranks: [Int32: Int32] = [:]
        for (rank, step) in steps.enumerated() { ranks[step.promotion] = Int32(rank) }
        func isStronger(_ left: Int32, _ right: Int32) -> Bool {
            let (first, second) = (compiled[Int(left)].benefit.strength, compiled[Int(right)].benefit.strength)
            return first != second ? first > second : compiled.prefers(left, to: right)
        }
        return headings.map { heading in
            var heading = heading
            heading.prices = heading.prices.compactMap { ranks[$0] }.sorted()
            heading.percents.sort(by: isStronger)
            heading.amounts.sort(by: isStronger)
            heading.fixedPrices.sort(by: isStronger)
            return heading
        }
    }

    private mutating func entry(for wanted: Goods) -> Int32 {
        if let number = known[wanted] { return number }
        goods.append(CompiledGoods(goods: wanted, headings: index.headings(of: wanted)))
        while headings.count < Int(index.count) { headings.append(Heading()) }
        known[wanted] = Int32(goods.count - 1)
        return Int32(goods.count - 1)
    }

    private mutating func file(under entry: Int32, _ add: (inout Heading) -> Void) {
        for heading in goods[Int(entry)].headings { add(&headings[Int(heading)]) }
    }
}

extension [CompiledPromotion] {
    /// Whether, all else being equal, the first is taken rather than the second: by priority, then by id.
    func prefers(_ left: Int32, to right: Int32) -> Bool {
        let (first, second) = (self[Int(left)].priority, self[Int(right)].priority)
        return first != second ? first > second : left < right
    }
}
