/// A tender as it was entered: so much, by this means.
public struct Tendered: Hashable, Sendable {
    /// What it is.
    public let kind: TenderKind
    /// Above zero where the customer pays, below where the shop pays back. Zero in cash only: whatever is due, nothing was
    /// handed over.
    public let amount: Money
    /// The terminal's token, the gift card's id, a transfer's text; never a card number.
    public let reference: String?
    /// The points that `amount` is the money value of; for loyalty points only, above zero whichever way they go. Zero where the shop pays
    /// back less than a point is worth.
    public let points: Points
    /// What the goods are worth that a maker's coupon is for; nil: it may pay for anything. The kind's rule decides what becomes of the
    /// part beyond it.
    public let goodsValue: Money?

    /// As it was entered; `Settlement` checks it.
    public init(_ kind: TenderKind, _ amount: Money, reference: String? = nil, points: Points = .zero, goodsValue: Money? = nil) {
        self.kind = kind
        self.amount = amount
        self.reference = reference
        self.points = points
        self.goodsValue = goodsValue
    }

    /// A total order, so that the order of entry decides nothing: two tenders that compare the same are the same.
    func precedes(_ other: Tendered) -> Bool {
        if kind != other.kind { return kind.rank < other.kind.rank }
        if amount != other.amount { return amount.minor.magnitude > other.amount.minor.magnitude }
        if reference != other.reference {
            guard let reference else { return true }
            return other.reference.map { reference < $0 } ?? false
        }
        if points != other.points { return points > other.points }
        guard let goodsValue else { return false }
        return other.goodsValue.map { goodsValue < $0 } ?? true
    }
}
