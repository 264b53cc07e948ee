import NIOCore
import Testing

@testable import Web

/// How what an address is refused waits for its turn.
@Suite struct PaceTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    /// At 50 a second: 200 at once, then one each 20 ms, and nobody longer than two seconds.
    @Test func letsASavingThroughThenOneAtATime() {
        let pace = Pace(refusalsPerSecond: 50)
        for _ in 0..<200 { #expect(pace.take(.refusal, at: start) == .nanoseconds(0)) }
        for turn in 1...100 { #expect(pace.take(.refusal, at: start) == .milliseconds(Int64(turn) * 20)) }
        for _ in 0..<1_000 { #expect(pace.take(.refusal, at: start) == Pace.patience) }
        // Nobody owes more than the longest wait, so all is well again when that and the savings' time are over.
        let later = start + Pace.patience + Pace.savings
        #expect(pace.debt(at: later) == nil && pace.debt(at: start) == later)
        for _ in 0..<200 { #expect(pace.take(.refusal, at: later) == .nanoseconds(0)) }
        #expect(pace.take(.refusal, at: later) == .milliseconds(20))
    }

    @Test func regainsWhatTimePays() {
        let pace = Pace(refusalsPerSecond: 50)
        for _ in 0..<200 { _ = pace.take(.refusal, at: start) }
        let second = start + .seconds(1)
        for _ in 0..<50 { #expect(pace.take(.refusal, at: second) == .nanoseconds(0)) }
        #expect(pace.take(.refusal, at: second) == .milliseconds(20))
    }

    @Test func weighsConnectionsAndDiscardedBytes() {
        let pace = Pace(refusalsPerSecond: 50)
        for _ in 0..<4_000 { #expect(pace.take(.connection, at: start) == .nanoseconds(0)) }
        #expect(pace.take(.connection, at: start) == .milliseconds(1))
        #expect(pace.take(.discarded(bytes: 160 << 10), at: start) == .milliseconds(21))
    }

    @Test func slowsNothingAtZero() {
        let pace = Pace(refusalsPerSecond: 0)
        for _ in 0..<100_000 { #expect(pace.take(.refusal, at: start) == .nanoseconds(0)) }
        #expect(pace.debt(at: start) == nil)
    }

    /// A clock that stands still, or was read before another thread's.
    @Test func neverPaysBackwards() {
        let pace = Pace(refusalsPerSecond: 1)
        for _ in 0..<5 { _ = pace.take(.refusal, at: start) }
        #expect(pace.take(.refusal, at: start - .seconds(1)) == .seconds(2))
        #expect(pace.take(.refusal, at: start) == .seconds(2))
    }

    @Test(arguments: [
        (200, false), (400, true), (401, true), (403, true), (404, false), (409, false), (412, false), (413, true), (422, false),
        (429, true), (500, false), (503, false),
    ])
    func tellsRefusalsFromEverydayAnswers(_ status: Int, _ isRefusal: Bool) { #expect(Pace.isRefusal(status: status) == isRefusal) }
}
