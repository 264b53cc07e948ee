/// How a refund finds its way back to the tenders of the sale.
public struct RefundPolicy: Hashable, Sendable {
    /// Which kinds are given back first. Kinds left out follow in the usual order (`usual`); a maker's coupon has no place in it: only its
    /// own part goes back to it.
    public var order: [TenderKind]
    /// The most that one refund gives back in cash; nil: no limit. What is cash beyond it goes back as `insteadOfCash`.
    public var mostCash: Money?
    /// Neither cash again, nor a maker's coupon, which is nothing in the customer's hand, nor points, whose number nobody could say.
    public var insteadOfCash: TenderKind

    /// Value that can only be spent here first, then to the card or account it came from, cash last.
    public static let usual: [TenderKind] = [.giftCard, .loyaltyPoints, .storeCredit, .card, .transfer, .other, .cash]

    /// `usual`, as much of it in cash as there was.
    public static let standard = RefundPolicy()

    /// In the usual order, without a limit for cash, unless said otherwise.
    public init(order: [TenderKind] = [], mostCash: Money? = nil, insteadOfCash: TenderKind = .storeCredit) {
        self.order = order
        self.mostCash = mostCash
        self.insteadOfCash = insteadOfCash
    }

    /// Whether what cash is limited to is replaced by something else, if it is limited.
    var replacesCash: Bool { mostCash == nil || ![.cash, .makerCoupon, .loyaltyPoints].contains(insteadOfCash) }

    /// Every kind a customer is given, once.
    var fullOrder: [TenderKind] {
        var kinds: [TenderKind] = []
        for kind in order + Self.usual where kind != .makerCoupon && !kinds.contains(kind) { kinds.append(kind) }
        return kinds
    }
}
