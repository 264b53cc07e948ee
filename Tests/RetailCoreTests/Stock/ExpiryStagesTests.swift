import RetailCore
import TestSupport
import Testing

@Suite struct ExpiryStagesTests {
    private let expiry = Day(number: 20_000)

    @Test(
        arguments: zip(
            [31, 30, 16, 15, 8, 7, 4, 3, 0, -1],
            [
                .fresh, .within(days: 30), .within(days: 30), .within(days: 15), .within(days: 15), .within(days: 7), .within(days: 7),
                .within(days: 3), .within(days: 3), .expired,
            ] as [ExpiryStages.Stage]))
    func theDayOfExpiryIsTheLastOfItsStage(left: Int, expected: ExpiryStages.Stage) {
        #expect(ExpiryStages.standard.stage(of: expiry, on: expiry.advanced(by: -left)) == expected)
    }

    /// Also those that no rule has: anybody can write one down.
    @Test func stagesAreInOneOrderOfUrgency() {
        let stages: [ExpiryStages.Stage] =
            [.fresh] + [Int.max, 30, 0, -1, -Int.max, .min].map { .within(days: $0) } + [.expired]
        for (left, stage) in stages.enumerated() {
            for (right, other) in stages.enumerated() { #expect((stage < other) == (left < right)) }
        }
    }

    @Test func whatKeepsIsFresh() {
        #expect(ExpiryStages.standard.stage(of: nil, on: expiry) == .fresh)
        #expect(ExpiryStages.standard.reached(by: nil, after: nil, on: expiry) == nil)
    }

    @Test func eachStageIsReachedOnce() {
        var reached: [ExpiryStages.Stage] = []
        for left in stride(from: 40, through: -3, by: -1) {
            let today = expiry.advanced(by: -left)
            if let stage = ExpiryStages.standard.reached(by: expiry, after: today.advanced(by: -1), on: today) { reached.append(stage) }
        }
        #expect(reached == [.within(days: 30), .within(days: 15), .within(days: 7), .within(days: 3), .expired])
        #expect(ExpiryStages.standard.reached(by: expiry, after: expiry.advanced(by: -20), on: expiry.advanced(by: -5)) == .within(days: 7))
        #expect(ExpiryStages.standard.reached(by: expiry, after: nil, on: expiry.advanced(by: -5)) == .within(days: 7), "received short")
        #expect(ExpiryStages.standard.reached(by: expiry, after: expiry, on: expiry.advanced(by: -20)) == nil)
    }

    /// Whatever the days on which somebody looks, no stage is named twice, and the last one named is the stage of the day.
    @Test(arguments: seeds) func lookingNowAndThenMissesNothing(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let stages = try ExpiryStages(days: (0..<4).map { _ in .random(in: 0...60, using: &random) })
            var seen: Day?
            var named: [ExpiryStages.Stage] = []
            var day = expiry.advanced(by: -80)
            while day < expiry.advanced(by: 10) {
                if let stage = stages.reached(by: expiry, after: seen, on: day) { named.append(stage) }
                #expect(named.last ?? .fresh == stages.stage(of: expiry, on: day))
                seen = day
                day = day.advanced(by: .random(in: 1...15, using: &random))
            }
            #expect(Set(named).count == named.count && named.sorted() == named)
        }
    }

    @Test func refusesStagesThatCannotBe() throws {
        #expect(try ExpiryStages(days: [3, 7, 3]).days == [7, 3])
        for day in [-1, 3651, .min, .max] { #expect(faultCode { () throws(Fault) in try ExpiryStages(days: [day]) } == "expiry.bad-stage") }
        let far = Day(number: .max)
        #expect(ExpiryStages.standard.stage(of: far, on: Day(number: .min)) == .fresh)
        #expect(ExpiryStages.standard.stage(of: Day(number: .min), on: far) == .expired)
    }

    @Test func shortDatedGoodsAreRefusedAtTheDoor() throws {
        let rule = try ShelfLifeRule(minimumDays: 10, minimumShare: 6667)
        let today = expiry
        func verdict(_ left: Int, produced: Int? = nil) -> ShelfLifeRule.Verdict {
            rule.verdict(expiry: today.advanced(by: left), produced: produced.map { today.advanced(by: $0) }, receivedOn: today)
        }
        #expect(verdict(10) == .accepted)
        #expect(verdict(9) == .tooShort(missingDays: 1))
        #expect(verdict(-1) == .expired)
        #expect(rule.verdict(expiry: nil, receivedOn: today) == .accepted)
        // 60 days in all, 41 of them needed: two thirds are 40.002.
        #expect(verdict(41, produced: -19) == .accepted)
        #expect(verdict(40, produced: -20) == .tooShort(missingDays: 1))
        #expect(verdict(10, produced: 20) == .accepted, "a day of production after the expiry means nothing")
        #expect(rule.verdict(expiry: Day(number: .max), produced: Day(number: .min), receivedOn: Day(number: .min)) == .accepted)
        #expect(faultCode { () throws(Fault) in try ShelfLifeRule(minimumDays: -1) } == "receiving.bad-rule")
        #expect(faultCode { () throws(Fault) in try ShelfLifeRule(minimumDays: 1, minimumShare: 10_001) } == "receiving.bad-rule")
    }
}
