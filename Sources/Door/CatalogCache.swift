import Operations
import RetailCore
import Synchronization

/// Where the catalogue stands: in which history, and how far. The same number in another history is another catalogue.
struct CatalogMark: Sendable, Equatable {
    var epoch: ID<Epoch>
    var head: Int64

    /// Of a world without catalogue rows.
    static let none = CatalogMark(epoch: .none, head: 0)
}

/// Catalogue rows that were read at some head of the `catalog` stream.
///
/// Every change of such a row moves that head in the same transaction, so as long as the head stands where it stood, in the same history, the
/// rows are what the database has. A batch reads both with its other rows anyway; sales then never read products, prices or taxes.
final class CatalogCache: Sendable {
    struct Slot: Hashable {
        var table: ObjectIdentifier
        var key: Fingerprint
    }

    private struct State: Sendable {
        var mark = CatalogMark(epoch: .none, head: -1)
        /// One row (or none: known to be absent) by key, several by group.
        var rows: [Slot: [any Table]] = [:]

        mutating func begin(_ mark: CatalogMark) {
            rows.removeAll(keepingCapacity: true)
            self.mark = mark
        }
    }

    static let capacity = 400_000
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.rows.count } }

    /// What is known of a key or a group; nothing unless it is known of this very mark.
    func rows<T: Table>(_ type: T.Type, _ key: Fingerprint, at mark: CatalogMark) -> [T]? {
        let slot = Slot(table: ObjectIdentifier(type), key: key)
        return state.withLock { $0.mark == mark ? $0.rows[slot] : nil } as? [T]
    }

    /// Keeps what was read at `mark`. What was read at an earlier one goes; what comes from another history comes too late.
    func remember<T: Table>(_ found: [(key: Fingerprint, rows: [T])], at mark: CatalogMark) {
        state.withLock { state in
            guard mark.epoch == state.mark.epoch, mark.head >= state.mark.head else { return }
            if mark != state.mark || state.rows.count > CatalogCache.capacity { state.begin(mark) }
            for (key, rows) in found { state.rows[Slot(table: ObjectIdentifier(T.self), key: key)] = rows }
        }
    }

    /// The catalogue stands there now: nothing known before it holds.
    func advance(to mark: CatalogMark) {
        state.withLock { state in
            if mark.epoch != state.mark.epoch || mark.head > state.mark.head { state.begin(mark) }
        }
    }
}
