import RetailCore
import TestSupport
import Testing

/// Numbers at the edges and of the wrong sign: refused by name, or worked out, but never a trap.
@Suite struct LoyaltyEdgeTests {
    @Test(arguments: seeds) func aLedgerOfAnyNumbersKeepsItsWord(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let expected: Set<String?> = [
            nil, "points.not-positive", "points.not-enough", "points.nothing-to-undo", "points.expiry-differs", "points.overflow",
        ]
        for _ in 0..<100 {
            var ledger = PointsLedger()
            for number in 0..<UInt64(30) {
                let entry = PointsEntry(
                    id: ID(high: 0, low: number), kind: PointsEntry.Kind.allCases.randomElement(using: &random) ?? .earn,
                    points: Points(random.int64()), of: ID(high: 0, low: .random(in: 0...number, using: &random)),
                    day: Day(number: Int32(clamping: random.int64())),
                    lastDay: Bool.random(using: &random) ? Day(number: Int32(clamping: random.int64())) : nil)
                let before = ledger
                let code = faultCode { () throws(Fault) in try ledger.record(entry) }
                #expect(expected.contains(code))
                if code != nil { #expect(ledger == before) }
                #expect(faultCode { () throws(Fault) in try ledger.balance() } == nil, "what was recorded can be told")
                #expect(faultCode { () throws(Fault) in try ledger.available(on: entry.day) } == nil)
                #expect(faultCode { () throws(Fault) in try ledger.expiring(id: .none, on: entry.day) } == nil)
            }
        }
    }

    @Test(arguments: seeds) func rulesTakeAnyNumbers(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let (points, money) = (Points(random.int64()), Money(minor: random.int64()))
            if let rule = try? EarnRule(points: Points(random.int64() % 2_000_000), per: money, rounding: .up) {
                let lines = (0..<3).map { _ in EarnRule.Line(paid: Money(minor: random.int64()), earns: Bool.random(using: &random)) }
                let multiplier = random.int64() % 200_000
                let earned = try? rule.earned(on: lines, paidWithPoints: Money(minor: random.int64()), multiplierHundredths: multiplier)
                if let earned { #expect((try? Points.sum(earned.lines)) == earned.total) }
            }
            if let rule = try? RedeemRule(points: points, worth: money, minimum: Points(random.int64()), step: Points(random.int64())) {
                let (due, available) = (Money(minor: random.int64()), Points(random.int64()))
                let most = rule.most(towards: due, of: available)
                if most != .zero {
                    #expect((try? rule.redeeming(most, of: available)).map { $0 <= due } == true)
                }
            }
            let day = Day(number: Int32(clamping: random.int64()))
            let activities = (0..<3).map { _ in
                LoyaltyTiers.Activity(
                    day: Day(number: Int32(clamping: random.int64())), spend: Money(minor: random.int64()), points: Points(random.int64()))
            }
            let levels = [Int64.min, 0, .max].map { LoyaltyTiers.Level(CustomerTier("\($0)"), threshold: $0) }
            let months = Int.random(in: 1...1200, using: &random)
            _ = try? LoyaltyTiers(levels, by: .points, rollingMonths: months).level(of: activities, on: day)
        }
    }

    @Test func aSaleOfNothingEarnsNothing() throws {
        let rule = try EarnRule(points: Points(1), per: Money(minor: 1), rounding: .up)
        #expect(try rule.earned(on: []).lines.isEmpty)
        #expect(try rule.earned(on: [.init(paid: .zero), .init(paid: Money(minor: -1))]).lines == [.zero, .zero])
        let cent = try rule.earned(on: [.init(paid: Money(minor: 1), earns: false), .init(paid: Money(minor: 1))])
        #expect(cent.lines == [.zero, Points(1)])
    }
}
