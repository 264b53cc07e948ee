import RetailCore
import TestSupport
import Testing

@Suite struct MarkdownRuleTests {
    private func rule(_ stages: [(Int32, MarkdownRule.Cut)], scope: MarkdownRule.Scope = .all) throws -> MarkdownRule {
        try MarkdownRule(id: ID(high: 5, low: 1), name: "Near expiry", scope: scope, stages: stages.map { .init(daysLeft: $0.0, $0.1) })
    }

    /// 20 % off at 7 days, 50 % at 3, 1.00 on the last day; of 3.99.
    @Test(
        arguments: [(8, 399), (7, 319), (4, 319), (3, 200), (1, 200), (0, 100)] as [(Int, Int64)])
    func theDeepestStageReachedCounts(daysLeft: Int, price: Int64) throws {
        let rule = try rule([
            (7, .percentOff(micro: 200_000)), (0, .fixed(Money(minor: 100))), (3, .percentOff(micro: 500_000)),
        ])
        let verdict = try rule.verdict(on: Money(minor: 399), expiry: Shop.day.advanced(by: daysLeft), on: Shop.day, rounding: .halfEven)
        guard case .reduced(let markdown) = verdict else {
            #expect(price == 399)
            #expect(verdict == .unchanged)
            return
        }
        #expect(markdown.after.minor == price)
        #expect(markdown.before.minor == 399)
        #expect(markdown.daysLeft == daysLeft)
        #expect(markdown.name == "Near expiry")
        #expect(daysLeft <= markdown.stage.daysLeft)
    }

    @Test func expiredGoodsHaveNoPrice() throws {
        let rule = try rule([(7, .percentOff(micro: 200_000))])
        let yesterday = Shop.day.advanced(by: -1)
        #expect(try rule.verdict(on: Money(minor: 399), expiry: yesterday, on: Shop.day, rounding: .halfUp) == .expired(lastDay: yesterday))
        let never = Day(number: .min)
        #expect(try rule.verdict(on: .zero, expiry: never, on: Day(number: .max), rounding: .up) == .expired(lastDay: never))
    }

    @Test(arguments: seeds) func neverRaisesAPriceNorGoesBelowZero(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let cut: MarkdownRule.Cut =
                Bool.random(using: &random)
                ? .fixed(Money(minor: max(0, random.int64()))) : .percentOff(micro: Int64.random(in: 0...1_000_000, using: &random))
            let price = Money(minor: max(0, random.int64()))
            let mode = RoundingMode.allCases.randomElement(using: &random) ?? .up
            switch try rule([(5, cut)]).verdict(on: price, expiry: Shop.day, on: Shop.day, rounding: mode) {
            case .reduced(let markdown): #expect(.zero <= markdown.after && markdown.after < price)
            case .unchanged: break
            case .expired: Issue.record("is not expired")
            }
        }
    }

    @Test func coversProductsAndCategories() throws {
        let some = try rule([(0, .fixed(.zero))], scope: .some(products: [Shop.pear], categories: [Shop.milk]))
        #expect(some.covers(Shop.pear, categories: []))
        #expect(some.covers(Shop.apple, categories: [Shop.fruit, Shop.milk]))
        #expect(!some.covers(Shop.apple, categories: [Shop.fruit]))
        #expect(try rule([(0, .fixed(.zero))]).covers(Shop.apple, categories: []))
    }

    @Test func refusesStagesThatCannotBe() {
        let wrong: [[(Int32, MarkdownRule.Cut)]] = [
            [], [(-1, .fixed(.zero))], [(3, .fixed(.zero)), (3, .percentOff(micro: 1))], [(3, .percentOff(micro: 1_000_001))],
            [(3, .percentOff(micro: -1))], [(3, .fixed(Money(minor: -1)))],
        ]
        for stages in wrong {
            let code = faultCode { () throws(Fault) in
                try MarkdownRule(id: .none, name: "", stages: stages.map { .init(daysLeft: $0.0, $0.1) })
            }
            #expect(code == "markdown.stages-wrong")
        }
    }
}
