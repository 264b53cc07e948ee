import JSON
import RetailCore

extension PromotionObstacle {
    func members(_ writer: inout JSONWriter) {
        writer.member("reason", word)
        switch self {
        case .begins(let day), .ended(let day): writer.member("day", day)
        case .coupon(let code): writer.member("coupon_code", code)
        case .spend(let missing): writer.member("missing_minor", missing)
        case .quantity(let missing): writer.member("missing_milli", missing)
        case .units(let missing): writer.member("missing_units", missing)
        case .otherGoods, .otherHours, .otherStore, .otherTier, .noBirthday, .unknownCustomer, .usedUp, .notBetter: break
        }
    }

    private var word: String {
        switch self {
        case .otherGoods: "other_goods"
        case .begins: "begins"
        case .ended: "ended"
        case .otherHours: "other_hours"
        case .otherStore: "other_store"
        case .coupon: "coupon"
        case .otherTier: "other_tier"
        case .noBirthday: "no_birthday"
        case .unknownCustomer: "unknown_customer"
        case .usedUp: "used_up"
        case .spend: "spend"
        case .quantity: "quantity"
        case .units: "units"
        case .notBetter: "not_better"
        }
    }
}
