import Operations
import RetailCore

/// Gives a world what is remembered of the catalogue, without a flight.
final class WorldRecall: SlotVisitor {
    private let cache: CatalogCache
    private let mark: CatalogMark
    private var hasFound = false

    private init(_ cache: CatalogCache, at mark: CatalogMark) { (self.cache, self.mark) = (cache, mark) }

    /// - Parameter mark: the catalogue's, as the transaction read it; what the cache has counts only if it was read at the same.
    /// - Returns: whether anything was remembered.
    static func fill(_ world: World, from cache: CatalogCache, at mark: CatalogMark) throws(Fault) -> Bool {
        let recall = WorldRecall(cache, at: mark)
        for slot in world.orderedSlots where slot.hasWants { try slot.accept(recall) }
        return recall.hasFound
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {}

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        guard T.self is any CatalogTable.Type else { return }
        var known = slot.wants.unlocked()
        var rows: [T] = []
        func remembers(_ key: Fingerprint) -> Bool {
            guard let found = cache.rows(T.self, key, at: mark) else { return false }
            rows += found
            return true
        }
        known.keys = known.keys.filter { remembers($0.key.fingerprint) }
        known.groups = known.groups.filter { remembers($0.key) }
        guard !known.isEmpty else { return }
        slot.recalled(rows, for: known, group: T.groupsOfRows)
        hasFound = true
    }
}

extension CatalogCache {
    /// Keeps what was read of some keys and groups.
    func learn<T: Table>(_ rows: [T], for wants: TableSlot<T>.Wants, at mark: CatalogMark) {
        if !wants.keys.isEmpty {
            var found: [T.Key: [T]] = [:]
            for row in rows { found[row.key] = [row] }
            remember(wants.keys.keys.map { ($0.fingerprint, found[$0] ?? []) }, at: mark)
        }
        if !wants.groups.isEmpty, let group = T.groupsOfRows {
            let found = Dictionary(grouping: rows, by: group)
            remember(wants.groups.keys.map { ($0, found[$0] ?? []) }, at: mark)
        }
    }
}

extension Table {
    /// Says of a row which group it is of; nil where rows have none.
    static var groupsOfRows: ((Self) -> Fingerprint)? {
        guard self is any GroupedTable.Type else { return nil }
        return { row in (row as? any GroupedTable)?.groupFingerprint ?? Fingerprint(0) }
    }
}

extension GroupedTable {
    fileprivate var groupFingerprint: Fingerprint { group.fingerprint }
}
