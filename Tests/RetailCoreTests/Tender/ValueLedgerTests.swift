import RetailCore
import TestSupport
import Testing

@Suite struct ValueLedgerTests {
    private let now = Instant(microseconds: 1)

    private func id(_ number: UInt64) -> ID<ValueEntry> { ID(high: 0, low: number) }

    private func entry(_ number: UInt64, _ kind: ValueEntry.Kind, _ minor: Int64, of: UInt64? = nil) -> ValueEntry {
        ValueEntry(id: id(number), kind: kind, amount: Money(minor: minor), of: of.map { id($0) }, at: now)
    }

    private func state(_ ledger: ValueLedger) -> [Int64] { [ledger.balance.minor, ledger.held.minor, ledger.available.minor] }

    @Test func authoriseThenCaptureOrVoid() throws {
        var ledger = try ValueLedger(replaying: [entry(1, .issue, 5000)])
        try ledger.record(ledger.holding(Money(minor: 3000), id: id(2), at: now))
        #expect(state(ledger) == [5000, 3000, 2000])
        try ledger.record(ledger.capturing(Money(minor: 2500), of: id(2), id: id(3), at: now))
        #expect(state(ledger) == [2500, 0, 2500], "what the payment didn't need is free again")
        try ledger.record(ledger.holding(Money(minor: 2500), id: id(4), at: now))
        #expect(state(ledger) == [2500, 2500, 0])
        #expect(ledger.holds == [id(4): Money(minor: 2500)])
        try ledger.record(ledger.voiding(id(4), id: id(5), at: now))
        #expect(state(ledger) == [2500, 0, 2500])
        try ledger.record(ledger.refunding(Money(minor: 500), of: id(3), id: id(6), at: now))
        try ledger.record(ledger.loading(Money(minor: 100), id: id(7), at: now))
        #expect(state(ledger) == [3100, 0, 3100])
        try ledger.record(ledger.holding(Money(minor: 1000), id: id(8), at: now))
        let expiry = try ledger.expiring(id: id(9), at: now)
        try ledger.record(#require(expiry))
        #expect(state(ledger) == [1000, 1000, 0], "what is held does not expire")
        #expect(try ledger.expiring(id: id(10), at: now) == nil)
    }

    @Test func aVoidEndsTheWholeHold() throws {
        let held = try ValueLedger(replaying: [entry(1, .issue, 1000), entry(2, .hold, 600)])
        for minor in [599, 601] as [Int64] {
            var ledger = held
            #expect(faultCode { () throws(Fault) in try ledger.record(entry(3, .void, minor, of: 2)) } == "value.void-differs")
            #expect(ledger == held)
        }
    }

    @Test func refusesWhatWouldSpendTwice() throws {
        let ledger = try ValueLedger(
            replaying: [entry(1, .issue, 1000), entry(2, .hold, 600), entry(3, .hold, 300), entry(4, .capture, 300, of: 3)])
        #expect(faultCode { () throws(Fault) in try ledger.holding(Money(minor: 101), id: id(9), at: now) } == "value.not-enough")
        #expect(
            faultCode { () throws(Fault) in try ledger.capturing(Money(minor: 601), of: id(2), id: id(9), at: now) }
                == "value.capture-exceeds-hold")
        #expect(
            faultCode { () throws(Fault) in try ledger.capturing(Money(minor: 1), of: id(3), id: id(9), at: now) } == "value.hold-not-open")
        #expect(faultCode { () throws(Fault) in try ledger.voiding(id(3), id: id(9), at: now) } == "value.hold-not-open")
        #expect(
            faultCode { () throws(Fault) in try ledger.refunding(Money(minor: 301), of: id(4), id: id(9), at: now) }
                == "value.refund-exceeds-capture")
        #expect(
            faultCode { () throws(Fault) in try ledger.refunding(Money(minor: 1), of: id(2), id: id(9), at: now) }
                == "value.unknown-capture")
        #expect(faultCode { () throws(Fault) in try ledger.issuing(Money(minor: 1), id: id(9), at: now) } == "value.issued-already")
        #expect(
            faultCode { () throws(Fault) in try ValueLedger().loading(Money(minor: 1), id: id(9), at: now) } == "value.not-issued")
        for minor in [0, -1, .min] as [Int64] {
            #expect(
                faultCode { () throws(Fault) in try ledger.holding(Money(minor: minor), id: id(9), at: now) }
                    == "value.amount-not-positive")
        }
    }

    @Test func aRetryIsHarmlessAndAnotherUseOfItsIdIsNot() throws {
        var ledger = try ValueLedger(replaying: [entry(1, .issue, 1000), entry(2, .hold, 600), entry(3, .capture, 600, of: 2)])
        let before = ledger
        try ledger.record(entry(3, .capture, 600, of: 2))
        #expect(ledger == before)
        let later = Instant(microseconds: 99)
        #expect(try ledger.capturing(Money(minor: 600), of: id(2), id: id(3), at: later) == entry(3, .capture, 600, of: 2))
        #expect(
            faultCode { () throws(Fault) in try ledger.capturing(Money(minor: 599), of: id(2), id: id(3), at: now) } == "value.id-reused")
        #expect(faultCode { () throws(Fault) in try ledger.holding(Money(minor: 600), id: id(3), at: now) } == "value.id-reused")
        #expect(faultCode { () throws(Fault) in try ledger.record(entry(2, .hold, 1)) } == "value.id-reused")
        #expect(ledger == before)
        #expect(faultCode { () throws(Fault) in try ledger.voiding(id(2), id: id(3), at: now) } == "value.id-reused")
        try ledger.record(entry(4, .expiry, 400))
        #expect(try ledger.expiring(id: id(4), at: later) == entry(4, .expiry, 400))
        #expect(faultCode { () throws(Fault) in try ledger.expiring(id: id(3), at: now) } == "value.id-reused", "with nothing left, too")
    }

    @Test(arguments: seeds) func neverGoesBelowZeroAndReplaysTheSame(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var seen = 0
        for _ in 0..<30 {
            var ledger = ValueLedger()
            var recorded: [ValueEntry] = []
            for number in 0..<UInt64(60) {
                let kind: ValueEntry.Kind = number == 0 ? .issue : ValueEntry.Kind.allCases.randomElement(using: &random) ?? .hold
                let amount = number == 0 ? 5000 : Int64.random(in: -50...2000, using: &random)
                let next = entry(number, kind, amount, of: Bool.random(using: &random) ? .random(in: 0...number, using: &random) : nil)
                let before = ledger
                do throws(Fault) {
                    try ledger.record(next)
                    recorded.append(next)
                } catch { #expect(ledger == before) }
                #expect(ledger.available >= .zero && ledger.held >= .zero && ledger.balance >= ledger.held)
                #expect(try Money.sum(ledger.holds.values) == ledger.held)
            }
            seen += recorded.count
            #expect(try ValueLedger(replaying: recorded) == ledger)
            #expect(try ValueLedger(replaying: recorded + recorded) == ledger, "what comes twice counts once")
            var sum: Int64 = 0
            for entry in recorded {
                switch entry.kind {
                case .issue, .load, .refund: sum += entry.amount.minor
                case .capture, .expiry: sum -= entry.amount.minor
                case .hold, .void: break
                }
            }
            #expect(sum == ledger.balance.minor)
        }
        #expect(seen > 300)
    }

    @Test func amountsThatDoNotFitAreRefused() throws {
        let ledger = try ValueLedger(replaying: [entry(1, .issue, .max)])
        #expect(faultCode { () throws(Fault) in try ledger.loading(Money(minor: 1), id: id(2), at: now) } == "money.overflow")
    }
}
