/// How goods get cheaper as their last day comes near.
public struct MarkdownRule: Hashable, Sendable {
    /// Which goods get cheaper.
    public enum Scope: Hashable, Sendable {
        /// Every product.
        case all
        /// Any of these products, and all products of these categories.
        case some(products: Set<ProductID>, categories: Set<CategoryID>)
    }

    /// How much cheaper goods get.
    public enum Cut: Hashable, Sendable {
        /// Millionths of the price: 30 % off is 300,000. From 0 to 1,000,000.
        case percentOff(micro: Int64)
        /// Per whole stock unit; holds only where it is lower than the price.
        case fixed(Money)
    }

    /// So many days before the last one, this much cheaper.
    public struct Stage: Hashable, Sendable {
        /// Reached when so many days or fewer are left; 0 on the last day itself.
        public let daysLeft: Int32
        /// By how much.
        public let cut: Cut

        /// Checked by `MarkdownRule`.
        public init(daysLeft: Int32, _ cut: Cut) {
            self.daysLeft = daysLeft
            self.cut = cut
        }
    }

    /// Which rule it is.
    public let id: ID<MarkdownRule>
    /// What receipts and labels call it.
    public let name: String
    /// Which goods.
    public let scope: Scope
    /// The one with the fewest days first: the deepest.
    public let stages: [Stage]

    /// - Throws: `markdown.stages-wrong` (`unprocessable`) for none, two for the same day, days below zero or a cut out of range.
    public init(id: ID<MarkdownRule>, name: String, scope: Scope = .all, stages: [Stage]) throws(Fault) {
        let sorted = stages.sorted { $0.daysLeft < $1.daysLeft }
        let areApart = zip(sorted, sorted.dropFirst()).allSatisfy { $0.daysLeft < $1.daysLeft }
        guard let first = sorted.first, first.daysLeft >= 0, areApart, stages.allSatisfy(\.cut.isPossible) else {
            throw Fault(
                .unprocessable, "markdown.stages-wrong",
                "A markdown needs stages at different numbers of days, each with 0 to 100 per cent off or a price.")
        }
        self.id = id
        self.name = name
        self.scope = scope
        self.stages = sorted
    }

    /// - Parameter categories: the product's, and those above it.
    public func covers(_ product: ProductID, categories: [CategoryID]) -> Bool {
        switch scope {
        case .all: true
        case .some(let products, let wanted): products.contains(product) || categories.contains(where: wanted.contains)
        }
    }

    /// What becomes of a unit price on `day`, when goods may be sold up to and including the day `expiry`. The deepest stage reached counts;
    /// no stage raises a price.
    ///
    /// - Throws: `price.negative`, `money.overflow`.
    public func verdict(on unitPrice: Money, expiry: Day, on day: Day, rounding: RoundingMode) throws(Fault) -> MarkdownVerdict {
        guard unitPrice >= .zero else { throw PriceVersion.negative }
        let left = Int64(expiry.number) - Int64(day.number)
        guard left >= 0 else { return .expired(lastDay: expiry) }
        guard let stage = stages.first(where: { left <= Int64($0.daysLeft) }) else { return .unchanged }
        let reduced = try stage.cut.applied(to: unitPrice, rounding)
        guard reduced < unitPrice else { return .unchanged }
        return .reduced(Markdown(rule: id, name: name, stage: stage, daysLeft: Int(left), before: unitPrice, after: reduced))
    }
}

/// A price that was marked down, and by what.
public struct Markdown: Hashable, Sendable {
    /// The rule that lowered it.
    public let rule: ID<MarkdownRule>
    /// The rule's name.
    public let name: String
    /// The stage that was reached.
    public let stage: MarkdownRule.Stage
    /// 0 on the last day.
    public let daysLeft: Int
    /// The unit price before.
    public let before: Money
    /// The unit price after, lower.
    public let after: Money
}

/// What a rule makes of a price.
public enum MarkdownVerdict: Hashable, Sendable {
    /// No stage is reached, or none that makes the goods cheaper.
    case unchanged
    /// The goods got cheaper.
    case reduced(Markdown)
    /// Not to be sold any more, at any price.
    case expired(lastDay: Day)
}

extension MarkdownRule.Cut {
    fileprivate var isPossible: Bool {
        switch self {
        case .percentOff(let micro): (0...1_000_000).contains(micro)
        case .fixed(let price): price >= .zero
        }
    }

    fileprivate func applied(to price: Money, _ rounding: RoundingMode) throws(Fault) -> Money {
        switch self {
        case .percentOff(let micro):
            try Money(exactly: rounding.quotient(of: Int128(price.minor) * Int128(1_000_000 - micro), by: 1_000_000))
        case .fixed(let fixed): fixed
        }
    }
}
