/// A promotion: when it holds, what it gives, and how it goes together with others.
///
/// What of all promotions a cart gets is decided in three layers (ADR 9):
/// 1. `price`: lowers the price of each unit, before anything else; all of them hold, percentages first, each on what the last one left.
/// 2. `deal`: works on that price. A unit takes part in one deal at most; of all ways to deal the units out, the customer gets the one that
///    costs least.
/// 3. `total`: comes off the sum that is left, again one after the other.
///
/// Conditions are always judged by shelf prices and quantities, never by what other promotions left of them. So no promotion can cost the
/// customer anything: one more never makes a cart dearer.
public struct Promotion: Hashable, Sendable {
    /// When in the course of pricing it works.
    public enum Layer: String, Sendable, CaseIterable {
        /// In this order.
        case price, deal, total
    }

    /// How often it can be had. A use is a unit or a set in the deal layer, a cart in the other two (where a limit per cart says nothing).
    public struct Limits: Hashable, Sendable {
        /// nil: no limit.
        public var perCart: Int?
        /// Over all carts of a customer; nobody gets it without saying who they are.
        public var perCustomer: Int?
        /// Over all carts of the campaign.
        public var inAll: Int?

        /// Without a limit, unless said otherwise.
        public init(perCart: Int? = nil, perCustomer: Int? = nil, inAll: Int? = nil) {
            (self.perCart, self.perCustomer, self.inAll) = (perCart, perCustomer, inAll)
        }

        var isNone: Bool { perCart == nil && perCustomer == nil && inAll == nil }
    }

    /// Which promotion it is.
    public let id: ID<Promotion>
    /// What the receipt says. 1 … 200 characters.
    public let name: String
    /// When in the course of pricing it works.
    public let layer: Layer
    /// What it is about; of a set the parts say it. In the total layer: what counts towards a spend step. Also what a minimum is of that
    /// names no goods. Where none of these asks for goods, none may be named.
    public let goods: Goods
    /// What it gives.
    public let benefit: Benefit
    /// When it holds.
    public let condition: PromotionCondition
    /// How often it can be had.
    public let limits: Limits
    /// Where two outcomes cost the same, the one with the higher priorities is taken.
    public let priority: Int
    /// Of the promotions of one group only one holds, the best: for a unit in the price layer, for the cart in the other two.
    public let exclusiveGroup: String?

    /// - Throws: `promotion.invalid` (`unprocessable`) with the field that is out of bounds.
    public init(
        id: ID<Promotion>, name: String, layer: Layer, goods: Goods = .everything, benefit: Benefit,
        condition: PromotionCondition = PromotionCondition(), limits: Limits = Limits(), priority: Int = 0, exclusiveGroup: String? = nil
    ) throws(Fault) {
        (self.id, self.name, self.layer, self.goods, self.benefit) = (id, name, layer, goods, benefit)
        (self.condition, self.limits, self.priority, self.exclusiveGroup) = (condition, limits, priority, exclusiveGroup)
        try check()
    }

    /// Why a discount was given, as reports tell them apart: by whom it is earned.
    public enum Kind: String, Sendable, CaseIterable {
        /// For everybody; for customers of a tier or near their birthday; for who shows a coupon.
        case promotion, loyalty, coupon
    }

    /// By whom it is earned, from its condition.
    public var kind: Kind {
        if condition.couponCode != nil { return .coupon }
        return condition.tiers != nil || condition.birthdayWithinDays != nil ? .loyalty : .promotion
    }
}
