/// How goods get cheaper as their last day comes near.
public struct MarkdownRule: Hashable, Sendable {
    public enum Scope: Hashable, Sendable {
        case all
        /// Any of these products, and all products of these categories.
        case some(products: Set<ProductID>, categories: Set<CategoryID>)
    }

    public enum Cut: Hashable, Sendable {
        /// Millionths of the price: 30 % off is 300,000. From 0 to 1,000,000.
        case percentOff(micro: Int64)
        /// Per whole stock unit; holds only where it is lower than the price.
        case fixed(Money)
    }

    public struct Stage: Hashable, Sendable {
        /// Reached when so many days or fewer are left; 0 on the last day itself.
        public let daysLeft: Int32
        public let cut: Cut

        public init(daysLeft: Int32, _ cut: Cut) {
            self.daysLeft = daysLeft
            self.cut = cut
        }
    }

    public let id: ID<MarkdownRule>
    public let name: String
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
    public let rule: ID<MarkdownRule>
    public let name: String
    public let stage: MarkdownRule.Stage
    /// 0 on the last day.
    public let daysLeft: Int
    public let before: Money
    public let after: Money
}

public enum MarkdownVerdict: Hashable, Sendable {
    /// No stage is reached, or none that makes the goods cheaper.
    case unchanged
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
