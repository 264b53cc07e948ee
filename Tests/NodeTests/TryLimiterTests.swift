import Synchronization
import Testing

@testable import Access

@Suite struct TryLimiterTests {
    private final class Time: Sendable {
        private let nanoseconds = Mutex<Int64>(1_000_000_000_000)
        var now: Int64 { nanoseconds.withLock { $0 } }
        func pass(seconds: Int64) { nanoseconds.withLock { $0 += seconds * 1_000_000_000 } }
    }

    private let time = Time()

    private func limiter(_ free: Int = 3, forgivenIn seconds: Int = 60, capacity: Int = 100) -> TryLimiter {
        TryLimiter(
            TryPolicy(free: free, firstDelaySeconds: 2, longestDelaySeconds: 10, forgivenInSeconds: seconds), capacity: capacity,
            uptime: { [time] in time.now })
    }

    @Test func theWaitDoublesUpToTheLongest() {
        let limiter = limiter()
        let key = TryLimiter.Key("a")
        var waits: [Int] = []
        for _ in 0..<7 {
            limiter.failed(key)
            let wait = limiter.wait(key) ?? 0
            waits.append(wait)
            time.pass(seconds: Int64(wait))
            #expect(limiter.wait(key) == nil)
        }
        #expect(waits == [0, 0, 2, 4, 8, 10, 10])
    }

    @Test func wrongTriesAreForgivenOneByOne() {
        let limiter = limiter()
        let key = TryLimiter.Key("a")
        for _ in 0..<2 { limiter.failed(key) }
        time.pass(seconds: 60)
        limiter.failed(key)
        #expect(limiter.wait(key) == nil)
        limiter.failed(key)
        #expect(limiter.wait(key) == 2)
    }

    @Test func keysOfOtherPartsAreOthers() {
        let limiter = limiter(1)
        limiter.failed(TryLimiter.Key("ab", "c"))
        #expect(limiter.wait(TryLimiter.Key("a", "bc")) == nil)
        #expect(limiter.wait(TryLimiter.Key("ab", "c")) == 2)
        limiter.forgive(TryLimiter.Key("ab", "c"))
        #expect(limiter.wait(TryLimiter.Key("ab", "c")) == nil)
    }

    @Test func theOldestAreForgottenWhereItIsFull() {
        let limiter = limiter(1, capacity: 50)
        for number in 0..<500 {
            limiter.failed(TryLimiter.Key("\(number)"))
            #expect(limiter.wait(TryLimiter.Key("\(number)")) != nil)
        }
        #expect(limiter.count <= 50)
    }
}
