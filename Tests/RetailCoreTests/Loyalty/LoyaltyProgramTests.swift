import RetailCore
import TestSupport
import Testing

@Suite struct LoyaltyProgramTests {
    private func earn(_ points: Int64 = 1, per minor: Int64 = 100, _ rounding: RoundingMode = .down) throws(Fault) -> EarnRule {
        try EarnRule(points: Points(points), per: Money(minor: minor), rounding: rounding)
    }

    private func line(_ minor: Int64, earns: Bool = true) -> EarnRule.Line { EarnRule.Line(paid: Money(minor: minor), earns: earns) }

    private func tiers(_ measure: LoyaltyTiers.Measure = .spend, months: Int? = 12) throws(Fault) -> LoyaltyTiers {
        try LoyaltyTiers(
            [
                .init(CustomerTier("bronze"), threshold: 0), .init(CustomerTier("silver"), threshold: 50_000, multiplierHundredths: 125),
                .init(CustomerTier("gold"), threshold: 200_000, multiplierHundredths: 150),
                .init(CustomerTier("platinum"), threshold: 500_000, multiplierHundredths: 200),
            ], by: measure, rollingMonths: months)
    }

    /// A point per whole euro, on the sale and not on each line: 1.50 + 1.50 earns 3, not 2.
    @Test func earnsOnTheWholeSaleAndStoresWhatEachLineEarned() throws {
        let earned = try earn().earned(on: [line(150), line(150), line(99)])
        #expect(earned.total == Points(3))
        #expect(earned.lines == [Points(1), Points(1), Points(1)])
        #expect(try earn().earned(on: [line(199)]).total == Points(1))
        #expect(try earn(1, per: 100, .halfUp).earned(on: [line(150)]).total == Points(2))
        #expect(try earn().earned(on: [line(1000)], multiplierHundredths: 150).total == Points(15))
        #expect(try earn().earned(on: [line(1033)], multiplierHundredths: 150).total == Points(15), "rounded once: 15.495")
    }

    @Test func leavesOutGiftCardsReturnedGoodsAndWhatPointsPaid() throws {
        #expect(try earn().earned(on: [line(2000), line(5000, earns: false), line(-1000)]).lines == [Points(20), .zero, .zero])
        // 14.00 of 70.00 was paid with points: 4.00 of the 20.00 that earn.
        let earned = try earn().earned(on: [line(2000), line(5000, earns: false)], paidWithPoints: Money(minor: 1400))
        #expect(earned.lines == [Points(16), .zero])
        #expect(try earn().earned(on: [line(2000)], paidWithPoints: Money(minor: 2000)).total == .zero)
        #expect(
            faultCode { () throws(Fault) in try earn().earned(on: [line(2000)], paidWithPoints: Money(minor: 2001)) }
                == "loyalty.paid-too-much")
        #expect(
            faultCode { () throws(Fault) in try earn().earned(on: [line(2000)], multiplierHundredths: -1) } == "loyalty.bad-multiplier")
    }

    @Test func pointsAreWorthTheirRateInSteps() throws {
        let rule = try RedeemRule(points: Points(100), worth: Money(minor: 150), minimum: Points(200), step: Points(50))
        #expect(try rule.redeeming(Points(250), of: Points(300)).minor == 375)
        #expect(faultCode { () throws(Fault) in try rule.redeeming(Points(150), of: Points(300)) } == "loyalty.bad-redemption")
        #expect(faultCode { () throws(Fault) in try rule.redeeming(Points(225), of: Points(300)) } == "loyalty.bad-redemption")
        #expect(faultCode { () throws(Fault) in try rule.redeeming(Points(350), of: Points(300)) } == "loyalty.not-enough-points")
        #expect(rule.most(towards: Money(minor: 400), of: Points(9999)) == Points(250))
        #expect(rule.most(towards: Money(minor: 374), of: Points(9999)) == Points(200))
        #expect(rule.most(towards: Money(minor: 299), of: Points(9999)) == .zero, "below the minimum")
        #expect(rule.most(towards: Money(minor: 9999), of: Points(249)) == Points(200))
        let fine = try RedeemRule(points: Points(100), worth: Money(minor: 1))
        #expect(fine.most(towards: Money(minor: 1), of: Points(150)) == Points(100), "fifty more would pay nothing")
        #expect(fine.most(towards: Money(minor: 1), of: Points(99)) == .zero, "worth nothing yet")
        #expect(faultCode { () throws(Fault) in try fine.redeeming(Points(99), of: Points(99)) } == "loyalty.bad-redemption", "for nothing")
        #expect(faultCode { () throws(Fault) in try RedeemRule(points: .zero, worth: Money(minor: 1)) } == "loyalty.bad-rule")
        #expect(faultCode { () throws(Fault) in try EarnRule(points: Points(1), per: .zero) } == "loyalty.bad-rule")
    }

    /// By trying: no allowed number pays more, and no smaller one as much.
    @Test(arguments: seeds) func theFewestPointsThatPayTheMost(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let rule = try RedeemRule(
                points: Points(.random(in: 1...300, using: &random)), worth: Money(minor: .random(in: 1...300, using: &random)),
                minimum: Points(.random(in: 0...100, using: &random)), step: Points(.random(in: 1...20, using: &random)))
            let due = Money(minor: .random(in: 1...500, using: &random))
            let available = Points(.random(in: -5...600, using: &random))
            var best: (points: Points, amount: Money) = (.zero, .zero)
            for count in 0...600 {
                let points = Points(Int64(count))
                if let amount = try? rule.redeeming(points, of: available), amount <= due, amount > best.amount { best = (points, amount) }
            }
            #expect(rule.most(towards: due, of: available) == best.points, "\(rule) towards \(due) of \(available)")
            _ = rule.most(towards: Money(minor: random.int64()), of: Points(random.int64()))
        }
    }

    @Test func tiersFollowWhatWasDoneInTheWindow() throws {
        let today = try #require(Day("2026-03-31"))
        let spends: [(String, Int64)] = [("2025-03-31", 400_000), ("2025-04-01", 150_000), ("2026-03-31", 49_999), ("2026-04-01", 900_000)]
        var activities: [LoyaltyTiers.Activity] = []
        for (text, spend) in spends {
            activities.append(.init(day: try #require(Day(text)), spend: Money(minor: spend), points: Points(spend / 1000)))
        }
        #expect(try tiers().level(of: activities, on: today).tier.name == "silver", "1,999.99 in the twelve months")
        #expect(try tiers().level(of: activities.reversed(), on: today).multiplierHundredths == 125)
        #expect(try tiers(months: nil).level(of: activities, on: today).tier.name == "platinum")
        #expect(try tiers(.points, months: nil).level(of: activities, on: today).tier.name == "bronze")
        #expect(try tiers().level(at: 200_000).tier.name == "gold")
        #expect(try tiers().level(at: -5).tier.name == "bronze")
        #expect(
            faultCode { () throws(Fault) in try LoyaltyTiers([.init(CustomerTier("a"), threshold: 5)], by: .spend) } == "loyalty.bad-tiers")
        #expect(faultCode { () throws(Fault) in try LoyaltyTiers([], by: .spend) } == "loyalty.bad-tiers")
        let same = LoyaltyTiers.Level(CustomerTier("a"), threshold: 0)
        #expect(faultCode { () throws(Fault) in try LoyaltyTiers([same, same], by: .spend) } == "loyalty.bad-tiers")
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-11-15", 3, "2027-02-15"),
        ("9999-05-05", 12, "9999-12-31"),
    ])
    func pointsLastToTheSameDayOfTheMonth(day: String, months: Int, last: String) throws {
        let redeem = try RedeemRule(points: Points(1), worth: Money(minor: 1))
        let program = try LoyaltyProgram(earn: earn(), redeem: redeem, tiers: tiers(), expiryMonths: months)
        #expect(try program.lastDay(ofPointsEarnedOn: #require(Day(day)))?.description == last)
        #expect(try program.earned(on: [line(1000)], at: program.tiers.level(at: 500_000)).total == Points(20))
        #expect(
            faultCode { () throws(Fault) in try LoyaltyProgram(earn: earn(), redeem: redeem, tiers: tiers(), expiryMonths: 0) }
                == "loyalty.bad-expiry")
    }

    /// From the sale over its stored lines: partial refunds in any order take back what was earned, to the point.
    @Test(arguments: seeds) func refundsReverseExactlyWhatWasEarned(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let lines = (0..<5).map { _ in line(.random(in: 0...9000, using: &random), earns: Bool.random(using: &random)) }
            let cost = lines.reduce(0) { $0 + $1.paid.minor }
            let earned = try earn(3, per: 200).earned(
                on: lines, paidWithPoints: Money(minor: .random(in: 0...cost, using: &random)),
                multiplierHundredths: .random(in: 100...300, using: &random))
            #expect(try Points.sum(earned.lines) == earned.total)
            var stored: [StoredLine] = []
            for (line, points) in zip(lines, earned.lines) {
                #expect(line.earns || points == .zero)
                stored.append(
                    try StoredLine(quantity: Quantity(milli: .random(in: 1...5000, using: &random)), paid: line.paid, points: points))
            }
            let sale = ID<PointsEntry>(high: 1, low: 1)
            let day = Day(number: 20_000)
            var ledger = PointsLedger()
            if earned.total > .zero { try ledger.record(PointsEntry(id: sale, kind: .earn, points: earned.total, day: day)) }
            var number: UInt64 = 0
            while let index = stored.indices.filter({ !stored[$0].isSpent }).randomElement(using: &random) {
                let back = try stored[index].refunding(Quantity(milli: .random(in: 1...stored[index].left.milli, using: &random)))
                stored[index] = back.after
                number += 1
                guard back.points > .zero else { continue }
                try ledger.record(PointsEntry(id: ID(high: 2, low: number), kind: .reverse, points: back.points, of: sale, day: day))
            }
            #expect(try ledger.balance() == .zero)
        }
    }
}
