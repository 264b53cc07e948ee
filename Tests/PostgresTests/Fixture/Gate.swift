@testable import Postgres

/// Holds a session's thread until a test lets it go.
final class Gate: Sendable {
    private let opened = Monitor(false)
    private let reached = Monitor(false)

    /// Called by the thread that is to be held.
    func pass() {
        reached.withLock { $0 = true }
        _ = opened.wait(until: nil) { $0 ? true : nil }
    }

    var isReached: Bool { reached.withLock { $0 } }

    func open() {
        opened.withLock { $0 = true }
        opened.wakeAll()
    }
}
