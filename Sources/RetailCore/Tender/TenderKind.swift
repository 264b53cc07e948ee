/// What a customer pays with, or is paid back with.
public enum TenderKind: String, Sendable, CaseIterable {
    /// A manufacturer's coupon: the maker reimburses it, so that it is a tender and not a discount.
    case makerCoupon = "maker_coupon"
    /// The value of a gift card.
    case giftCard = "gift_card"
    /// Points of the loyalty programme, at what they are worth.
    case loyaltyPoints = "loyalty_points"
    /// What the shop owes the customer.
    case storeCredit = "store_credit"
    /// Anything else.
    case other
    /// A bank transfer.
    case transfer
    /// A payment card, by its terminal.
    case card
    /// Notes and coins.
    case cash

    /// In which order tenders are applied, whatever the order they were entered in: first what can pay for this sale only or is worth
    /// nothing elsewhere, cash last, because only its remainder is rounded and it alone comes back as change.
    var rank: Int {
        switch self {
        case .makerCoupon: 0
        case .giftCard: 1
        case .loyaltyPoints: 2
        case .storeCredit: 3
        case .other: 4
        case .transfer: 5
        case .card: 6
        case .cash: 7
        }
    }
}
