import Operations
import RetailCore
import Synchronization

/// Catalogue rows that were read at some head of the `catalog` stream.
///
/// Every change of such a row moves that head in the same transaction, so as long as the head stands where it stood, the rows are
/// what the database has. A batch reads the head with its other rows anyway; sales then never read products, prices or taxes.
final class CatalogCache: Sendable {
    struct Slot: Hashable {
        var table: ObjectIdentifier
        var key: Fingerprint
    }

    private struct State: Sendable {
        var head: Int64 = -1
        /// One row (or none: known to be absent) by key, several by group.
        var rows: [Slot: [any Table]] = [:]
    }

    static let capacity = 400_000
    private let state = Mutex(State())

    var head: Int64 { state.withLock { $0.head } }
    var count: Int { state.withLock { $0.rows.count } }

    func rows<T: Table>(_ type: T.Type, _ key: Fingerprint) -> [T]? {
        let slot = Slot(table: ObjectIdentifier(type), key: key)
        return state.withLock { $0.rows[slot] } as? [T]
    }

    /// Keeps what was read at `head`. What was read at an earlier one goes.
    func remember<T: Table>(_ found: [(key: Fingerprint, rows: [T])], at head: Int64) {
        state.withLock { state in
            guard head >= state.head else { return }
            if head > state.head || state.rows.count > CatalogCache.capacity {
                state.rows.removeAll(keepingCapacity: true)
                state.head = head
            }
            for (key, rows) in found { state.rows[Slot(table: ObjectIdentifier(T.self), key: key)] = rows }
        }
    }

    /// The head has moved: nothing known before it holds.
    func advance(to head: Int64) {
        state.withLock { state in
            guard head > state.head else { return }
            state.rows.removeAll(keepingCapacity: true)
            state.head = head
        }
    }
}
