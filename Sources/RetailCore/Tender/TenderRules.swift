/// How one kind of tender may be used.
public struct TenderRule: Hashable, Sendable {
    /// What becomes of an amount beyond what is due.
    public enum Excess: String, Sendable, CaseIterable {
        /// The tender is refused.
        case refuse
        /// Only what is due is taken; the rest is left unused (it stays on the gift card; of a coupon it is lost).
        case limit
        /// All of it is taken and the rest given back in cash.
        case change
    }

    /// Whether customers may pay with it at all.
    public var pays: Bool
    /// Whether the shop may pay back with it.
    public var paysBack: Bool
    /// What becomes of an amount beyond what is due.
    public var excess: Excess
    /// Whether it has to name what it was paid with: the terminal's token, the gift card's id.
    public var needsReference: Bool

    /// Pays and pays back, without excess and without a reference, unless said otherwise.
    public init(pays: Bool = true, paysBack: Bool = true, excess: Excess = .refuse, needsReference: Bool = false) {
        self.pays = pays
        self.paysBack = paysBack
        self.excess = excess
        self.needsReference = needsReference
    }
}

/// How a store takes money: a rule per kind of tender, and how cash is rounded.
public struct TenderRules: Hashable, Sendable {
    /// How cash is rounded.
    public var rounding: CashRounding
    private var rules: [TenderKind: TenderRule]

    /// Only cash gives change, a maker's coupon pays up to the value of its goods, nothing else may exceed what is due; cards, gift cards
    /// and store credit have to say which.
    public static let standard = TenderRules()

    /// The standard, with cash rounded so.
    public init(rounding: CashRounding = .none) {
        self.rounding = rounding
        rules = [
            .cash: TenderRule(excess: .change), .makerCoupon: TenderRule(paysBack: false, excess: .limit),
            .card: TenderRule(needsReference: true), .giftCard: TenderRule(needsReference: true),
            .storeCredit: TenderRule(needsReference: true),
        ]
    }

    /// The rule of a kind.
    public subscript(kind: TenderKind) -> TenderRule {
        get { rules[kind] ?? TenderRule() }
        set { rules[kind] = newValue }
    }
}
