package import RetailCore
import Synchronization

/// What the database's clock says, without asking it: for what is written down beside what was decided, the same on every node.
///
/// What decides (prices' moments, expiry, who was first) asks the database itself, in the flight that decides (docs/adr/0022). This is an
/// estimate: each answer that bears the database's time says how far it is from the node's own steady clock, to within half of what the
/// answer took.
package final class DatabaseClock: Sendable {
    private struct Estimate {
        /// Microseconds to add to the steady clock.
        var offset: Int64
        /// By how much that may be wrong.
        var error: Int64
        var at: Int64
    }

    /// Two steady clocks don't drift apart faster than by one part in so many.
    static let drift: Int64 = 5_000
    private let fallback: @Sendable () -> Instant
    private let uptime: @Sendable () -> Int64
    private let estimate = Mutex<Estimate?>(nil)

    /// - Parameters:
    ///   - fallback: the node's own clock, until the database has said something.
    ///   - uptime: nanoseconds that only go forward.
    init(fallback: @escaping @Sendable () -> Instant, uptime: @escaping @Sendable () -> Int64 = { Uptime.now }) {
        (self.fallback, self.uptime) = (fallback, uptime)
    }

    package var now: Instant {
        guard let offset = estimate.withLock({ $0?.offset }) else { return fallback() }
        return Instant(microseconds: uptime() / 1000 &+ offset)
    }

    /// The database said so at some moment between two of the steady clock. An answer that took long teaches less than a quick one of
    /// before, unless it shows that one to be wrong: a clock was set, or another server answers.
    func heard(_ said: Instant, between asked: Int64, and answered: Int64) {
        let error = (answered - asked) / 2000
        let offset = said.microseconds &- (asked / 2000 + answered / 2000)
        estimate.withLock { estimate in
            if let known = estimate {
                let aged = known.error + (answered - known.at) / 1000 / DatabaseClock.drift
                let isContradicted = (offset &- known.offset).magnitude > UInt64(error + aged)
                guard error <= aged || isContradicted else { return }
            }
            estimate = Estimate(offset: offset, error: error, at: answered)
        }
    }
}
