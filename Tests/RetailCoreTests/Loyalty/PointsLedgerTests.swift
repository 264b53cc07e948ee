import RetailCore
import TestSupport
import Testing

@Suite struct PointsLedgerTests {
    private let today = Day(number: 20_000)

    private func entry(
        _ number: UInt64, _ kind: PointsEntry.Kind, _ points: Int64, of: UInt64? = nil, day: Int = 0, lasts: Int? = nil
    ) -> PointsEntry {
        PointsEntry(
            id: ID(high: 0, low: number), kind: kind, points: Points(points), of: of.map { ID(high: 0, low: $0) },
            day: today.advanced(by: day), lastDay: lasts.map { today.advanced(by: $0) })
    }

    private func available(_ ledger: PointsLedger, day: Int = 0) throws -> Int64 { try ledger.available(on: today.advanced(by: day)).count }

    @Test func whatExpiresFirstIsRedeemedFirst() throws {
        let ledger = try PointsLedger(replaying: [
            entry(1, .earn, 100), entry(2, .earn, 50, lasts: 90), entry(3, .earn, 50, lasts: 30), entry(4, .redeem, 60),
        ])
        #expect(try available(ledger, day: 30) == 140)
        #expect(try available(ledger, day: 31) == 140, "the fifty that end on day 30 are gone already")
        #expect(try available(ledger, day: 91) == 100)
        #expect(try ledger.balance() == Points(140))
    }

    @Test func whatRanOutIsBookedOnce() throws {
        var ledger = try PointsLedger(replaying: [entry(1, .earn, 100, lasts: 30), entry(2, .redeem, 40)])
        #expect(try ledger.expiring(id: ID(high: 0, low: 3), on: today.advanced(by: 30)) == nil)
        let booked = try #require(try ledger.expiring(id: ID(high: 0, low: 3), on: today.advanced(by: 31)))
        #expect(booked.points == Points(60))
        try ledger.record(booked)
        try ledger.record(booked)
        #expect(try ledger.balance() == .zero)
        #expect(try ledger.expiring(id: ID(high: 0, low: 4), on: today.advanced(by: 31)) == nil)
        #expect(try ledger.expiring(id: ID(high: 0, low: 3), on: today.advanced(by: 40)) == booked)
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(5, .expire, 1, day: 99)) } == "points.expiry-differs")
    }

    @Test func pointsSpentBeforeTheirGoodsCameBackAreOwed() throws {
        var ledger = try PointsLedger(replaying: [entry(1, .earn, 100), entry(2, .redeem, 80), entry(3, .reverse, 100, of: 1)])
        #expect(try ledger.balance() == Points(-80))
        #expect(try available(ledger) == 0)
        try ledger.record(entry(4, .earn, 100))
        #expect(try ledger.balance() == Points(20))
        #expect(try available(ledger) == 20)
    }

    /// 60 spent, 40 expired, then all goods come back: the 60 are owed, the 40 were lost already.
    @Test func whatExpiredIsNotTakenTwice() throws {
        let ledger = try PointsLedger(replaying: [
            entry(1, .earn, 100, lasts: 10), entry(2, .redeem, 60), entry(3, .expire, 40, day: 11), entry(4, .reverse, 50, of: 1, day: 12),
            entry(5, .reverse, 50, of: 1, day: 13),
        ])
        #expect(try ledger.balance() == Points(-60))
    }

    /// Whether the night's booking of expired points comes before a return or after it must not matter to the customer.
    @Test func aReturnTakesNoPointsThatAreOver() throws {
        let start = [entry(1, .earn, 100, lasts: 10), entry(2, .earn, 30), entry(3, .earn, 50, day: 5), entry(4, .redeem, 40, day: 5)]
        let expiry = entry(5, .expire, 60, day: 20)
        let returned = [entry(6, .redeem, 80, day: 20), entry(7, .reverse, 50, of: 3, day: 20)]
        let before = try PointsLedger(replaying: start + [expiry] + returned)
        let after = try PointsLedger(replaying: start + returned + [expiry])
        #expect(try before.balance() == Points(-50))
        #expect(try after.balance() == Points(-50))
        #expect(try available(after, day: 20) == 0)
        var own = try PointsLedger(replaying: [entry(1, .earn, 100, lasts: 10), entry(2, .reverse, 70, of: 1, day: 20)])
        #expect(try own.balance() == Points(30), "its own are what it earned, over or not")
        try own.record(entry(3, .expire, 30, day: 20))
        #expect(try own.balance() == .zero)
    }

    /// The same with all that can happen: one books each day what ran out, the other only at the end.
    @Test(arguments: seeds) func whenExpiryIsBookedDecidesNothing(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            var (daily, late) = (PointsLedger(), PointsLedger())
            for day in 0..<40 {
                let number = UInt64(day)
                if let booked = try daily.expiring(id: ID(high: 1, low: number), on: today.advanced(by: day)) { try daily.record(booked) }
                let kind = [.earn, .redeem, .reverse, .restore].randomElement(using: &random) ?? PointsEntry.Kind.earn
                let next = entry(
                    number, kind, .random(in: 1...100, using: &random), of: .random(in: 0...number, using: &random), day: day,
                    lasts: Bool.random(using: &random) ? day + .random(in: 0...12, using: &random) : nil)
                let faults = (
                    faultCode { () throws(Fault) in try daily.record(next) }, faultCode { () throws(Fault) in try late.record(next) }
                )
                #expect(faults.0 == faults.1)
                #expect(try available(daily, day: day) == available(late, day: day))
            }
            for (index, ledger) in [daily, late].enumerated() {
                var ledger = ledger
                if let booked = try ledger.expiring(id: ID(high: 2, low: 0), on: today.advanced(by: 99)) { try ledger.record(booked) }
                if index == 0 { daily = ledger } else { late = ledger }
            }
            #expect(try daily.balance() == late.balance())
        }
    }

    /// A return takes nothing that is over by its day; a redemption of an earlier day may not either, while the return is owed.
    @Test func nothingIsRedeemedWhileSomethingIsOwedWhateverTheDay() throws {
        var ledger = try PointsLedger(replaying: [
            entry(1, .earn, 50, lasts: 4), entry(2, .redeem, 50), entry(3, .earn, 100, lasts: 9), entry(4, .reverse, 50, of: 1, day: 19),
        ])
        #expect(try ledger.balance() == Points(50))
        #expect(try available(ledger, day: 7) == 0)
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(5, .redeem, 100, day: 7)) } == "points.not-enough")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(5, .redeem, 50, day: 7)) } == "points.not-enough")
        try ledger.record(entry(5, .earn, 60, day: 7))
        #expect(try available(ledger, day: 7) == 110 && ledger.balance() == Points(110), "what was owed is paid")
        try ledger.record(entry(6, .redeem, 110, day: 7))
        #expect(try ledger.balance() == .zero)
    }

    @Test(arguments: seeds) func redeemingNeverGoesBelowZeroInWhateverOrderTheDaysCome(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var redeemed = 0
        for _ in 0..<50 {
            var ledger = PointsLedger()
            for number in 0..<UInt64(60) {
                let kind = PointsEntry.Kind.allCases.randomElement(using: &random) ?? .earn
                let day = Int.random(in: 0...30, using: &random)
                var next = entry(
                    number, kind, .random(in: 1...100, using: &random), of: .random(in: 0...number, using: &random), day: day,
                    lasts: Bool.random(using: &random) ? day + .random(in: 0...12, using: &random) : nil)
                if kind == .expire { next = try ledger.expiring(id: next.id, on: next.day) ?? next }
                guard faultCode({ () throws(Fault) in try ledger.record(next) }) == nil else { continue }
                let balance = try ledger.balance()
                if kind == .redeem {
                    redeemed += 1
                    #expect(balance >= .zero)
                }
                #expect(try available(ledger, day: .random(in: 0...45, using: &random)) <= max(0, balance.count))
            }
        }
        #expect(redeemed > 100)
    }

    @Test func refusesWhatCannotBe() throws {
        var ledger = try PointsLedger(replaying: [entry(1, .earn, 100), entry(2, .redeem, 80), entry(3, .restore, 30, of: 2, lasts: 5)])
        #expect(try available(ledger) == 50)
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .redeem, 51)) } == "points.not-enough")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .redeem, 21, day: 6)) } == "points.not-enough")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .restore, 51, of: 2)) } == "points.nothing-to-undo")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .reverse, 101, of: 1)) } == "points.nothing-to-undo")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .reverse, 1, of: 2)) } == "points.nothing-to-undo")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .earn, 0)) } == "points.not-positive")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(2, .redeem, 81)) } == "points.id-reused")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(9, .earn, .max)) } == "points.overflow")
    }

    @Test func whatIsOwedHasToFit() throws {
        var ledger = try PointsLedger(replaying: [
            entry(1, .earn, .max), entry(2, .redeem, .max), entry(3, .earn, 1), entry(4, .redeem, 1), entry(5, .reverse, .max, of: 1),
        ])
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(6, .reverse, 1, of: 3)) } == "points.overflow")
    }

    @Test(arguments: seeds) func replaysTheSameAndOnlyReversalsOwe(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var seen = 0
        for _ in 0..<30 {
            var ledger = PointsLedger()
            var recorded: [PointsEntry] = []
            var sum: Int64 = 0
            for number in 0..<UInt64(60) {
                let kind = PointsEntry.Kind.allCases.randomElement(using: &random) ?? .earn
                var next = entry(
                    number, kind, .random(in: 0...200, using: &random), of: .random(in: 0...number, using: &random), day: Int(number),
                    lasts: Bool.random(using: &random) ? Int(number) + 10 : nil)
                if kind == .expire { next = try ledger.expiring(id: next.id, on: next.day) ?? next }
                let before = ledger
                do throws(Fault) {
                    try ledger.record(next)
                    recorded.append(next)
                    let available = try ledger.available(on: next.day)
                    if kind == .redeem { #expect(available >= .zero) }
                    #expect(try available <= max(.zero, ledger.balance()))
                    if kind != .reverse { sum += (kind == .earn || kind == .restore ? 1 : -1) * next.points.count }
                } catch { #expect(ledger == before) }
            }
            seen += recorded.count
            #expect(try PointsLedger(replaying: recorded) == ledger)
            if !recorded.contains(where: { $0.kind == .reverse }) { #expect(try ledger.balance().count == sum && sum >= 0) }
        }
        #expect(seen > 300)
    }
}
