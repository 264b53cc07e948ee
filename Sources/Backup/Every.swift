import Synchronization

/// Whether it is time again, for what is asked more often.
final class Every: Sendable {
    private let seconds: Int64
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(seconds: Int64) { self.seconds = seconds }

    var isDue: Bool {
        last.withLock { last in
            let now = ContinuousClock.now
            if let before = last, now - before < .seconds(seconds) { return false }
            last = now
            return true
        }
    }
}
