import JSON
import RetailCore
import TradeJSON

extension TenderVectors {
    static func earnPoints(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let rule = try EarnRule(&given)
        let multiplier: Int64 = try given.required("multiplier_hundredths")
        let paid: Money = try given.required("paid_with_points_minor")
        let earned = try rule.earned(on: given.required("lines"), paidWithPoints: paid, multiplierHundredths: multiplier)
        return JSONWriter.object {
            $0.member("total", earned.total)
            $0.member("lines", earned.lines)
        }
    }

    static func redeemPoints(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let rule = try RedeemRule(&given)
        let available: Points = try given.required("available")
        let amount = try rule.redeeming(given.required("redeem"), of: available)
        return JSONWriter.object { $0.member("amount_minor", amount) }
    }

    static func mostPoints(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let rule = try RedeemRule(&given)
        let available: Points = try given.required("available")
        let points = rule.most(towards: try given.required("due_minor"), of: available)
        return JSONWriter.object { $0.member("points", points) }
    }

    static func tier(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let tiers = try LoyaltyTiers(&given)
        let activities: [LoyaltyTiers.Activity] = try given.required("activities")
        let level = tiers.level(of: activities, on: try given.required("day"))
        return JSONWriter.object {
            $0.member("tier", level.tier)
            $0.member("multiplier_hundredths", level.multiplierHundredths)
        }
    }

    static func lastDayOfPoints(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let program = try LoyaltyProgram(earn: .sample(), redeem: .sample(), tiers: .sample(), expiryMonths: given.required("months"))
        let last = program.lastDay(ofPointsEarnedOn: try given.required("day"))
        return JSONWriter.object { $0.member("last_day", last) }
    }
}
