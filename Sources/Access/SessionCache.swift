import Operations
import RetailCore
import Secrets
import Synchronization

/// Sessions by their token's digest, so that a request does not cost a look into the database.
///
/// A revocation empties it on every node through NOTIFY, within milliseconds; should a node not hear, ten seconds bound the error.
final class SessionCache: Sendable {
    private struct Entry {
        var session: SessionContext
        var until: Instant
    }

    private struct State {
        var entries: [TokenDigest: Entry] = [:]
        /// Counted up by each revocation: what was read before one must not be put in after it.
        var generation: UInt64 = 0
    }

    static let capacity = 100_000
    static let lifetimeSeconds: Int64 = 10
    private let state = Mutex(State())

    var generation: UInt64 { state.withLock { $0.generation } }
    var count: Int { state.withLock { $0.entries.count } }

    func session(_ digest: TokenDigest, at now: Instant) -> SessionContext? {
        state.withLock { state in
            guard let entry = state.entries[digest] else { return nil }
            guard entry.until > now else {
                state.entries[digest] = nil
                return nil
            }
            return entry.session
        }
    }

    func remember(_ session: SessionContext, _ digest: TokenDigest, at now: Instant, readAt generation: UInt64) {
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.entries.count >= SessionCache.capacity { state.entries.removeAll(keepingCapacity: true) }
            state.entries[digest] = Entry(
                session: session, until: min(session.expiresAt, now.advanced(bySeconds: SessionCache.lifetimeSeconds)))
        }
    }

    func forget(subject: ID<Actor>) {
        state.withLock { state in
            state.generation += 1
            state.entries = state.entries.filter { $0.value.session.actor.id != subject }
        }
    }

    func forgetAll() {
        state.withLock { state in
            state.generation += 1
            state.entries.removeAll(keepingCapacity: true)
        }
    }
}
