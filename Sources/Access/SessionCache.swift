import Operations
import RetailCore
import Secrets
import Synchronization

/// Sessions by their token's digest, so that a request does not cost a look into the database.
///
/// A change of somebody's rights empties it of them on every node: through NOTIFY within milliseconds, or by the log of changes within a
/// second; should a node learn of neither, ten seconds bound the error. Measured by a clock that only goes forward: however the wall
/// clock jumps, no session lives longer by it, and none ends.
final class SessionCache: Sendable {
    private struct Entry {
        var session: SessionContext
        var until: Int64
    }

    private struct State {
        var entries: [TokenDigest: Entry] = [:]
        /// Whose they are: somebody's log-in must not cost a walk through everybody's sessions.
        var digests: [ID<Actor>: Set<TokenDigest>] = [:]
        /// Counted up by each change: what was read before one must not be put in after it.
        var generation: UInt64 = 0

        mutating func remove(_ digest: TokenDigest) {
            guard let subject = entries.removeValue(forKey: digest)?.session.actor.id else { return }
            digests[subject]?.remove(digest)
            if digests[subject]?.isEmpty == true { digests[subject] = nil }
        }

        mutating func removeAll() {
            entries.removeAll(keepingCapacity: true)
            digests.removeAll(keepingCapacity: true)
        }
    }

    static let capacity = 100_000
    static let lifetimeMicroseconds: Int64 = 10_000_000
    private let state = Mutex(State())
    private let uptime: @Sendable () -> Int64

    init(uptime: @escaping @Sendable () -> Int64) {
        self.uptime = uptime
    }

    var generation: UInt64 { state.withLock { $0.generation } }
    var count: Int { state.withLock { $0.entries.count } }

    func session(_ digest: TokenDigest) -> SessionContext? {
        let now = uptime()
        return state.withLock { state in
            guard let entry = state.entries[digest] else { return nil }
            guard entry.until > now else {
                state.remove(digest)
                return nil
            }
            return entry.session
        }
    }

    /// - Parameter microseconds: how long the session itself still lives.
    func remember(_ session: SessionContext, _ digest: TokenDigest, for microseconds: Int64, readAt generation: UInt64) {
        let until = uptime() + min(microseconds, SessionCache.lifetimeMicroseconds) * 1000
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.entries.count >= SessionCache.capacity { state.removeAll() }
            state.entries[digest] = Entry(session: session, until: until)
            state.digests[session.actor.id, default: []].insert(digest)
        }
    }

    func forget(_ change: AccessChange) {
        state.withLock { state in
            state.generation += 1
            if let subject = change.subject {
                for digest in state.digests[subject] ?? [] { state.entries[digest] = nil }
                state.digests[subject] = nil
            } else if let tenant = change.tenant {
                for (digest, entry) in state.entries where entry.session.tenant.id == tenant { state.remove(digest) }
            } else {
                state.removeAll()
            }
        }
    }
}
