import Operations
import Postgres
import RetailCore

/// Loads what a world's slots want: one flight for all of them, table by table in lock order.
final class WorldLoader: SlotVisitor {
    private let cache: CatalogCache
    private let mark: CatalogMark
    private var statements: [(Statement, Parameters)] = []
    /// Who takes the result of each statement.
    private var takers: [any TableLoad] = []
    private var loads: [any TableLoad] = []

    private init(_ cache: CatalogCache, at mark: CatalogMark) {
        (self.cache, self.mark) = (cache, mark)
    }

    /// - Parameters:
    ///   - mark: the catalogue's, as this transaction read it; what the cache has counts only if it was read at the same.
    ///   - then: asked in the same flight when all locks are held.
    static func load(
        _ world: World, _ transaction: inout Transaction, _ cache: CatalogCache, at mark: CatalogMark,
        then: (Statement, Parameters)? = nil
    ) throws(Fault) -> ResultSet? {
        let slots = world.orderedSlots.filter(\.hasWants)
        let loader = WorldLoader(cache, at: mark)
        for slot in slots { try slot.accept(loader) }
        for (statement, parameters) in loader.statements { transaction.queue(statement, parameters) }
        if let then { transaction.queue(then.0, then.1) }
        let results = try transaction.flight()
        guard results.count == loader.takers.count + (then == nil ? 0 : 1) else {
            throw Fault(.broken, "internal.load", "Rows could not be loaded.", diagnosis: "\(results.count) results")
        }
        for (taker, result) in zip(loader.takers, results) { try taker.take(result) }
        for load in loader.loads { load.finish(cache, at: mark) }
        return then == nil ? nil : results.last
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {}

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        let sql = TableSQL.of(T.self)
        let isCached = T.self is any CatalogTable.Type
        let load = SlotLoad(slot)
        for locked in [false, true] {
            let keys = slot.wanted.filter { $0.value == locked }.map(\.key).sorted()
            let missing = keys.filter { key in locked || !isCached || !load.takeCached(key.fingerprint, cache, mark) }
            guard !missing.isEmpty else { continue }
            var cells = CellWriter(columnCount: T.Key.width)
            for key in missing {
                key.write(to: &cells)
                cells.endRow()
            }
            if !locked { load.readKeys += missing }
            statements.append((locked ? sql.lockKeys : sql.loadKeys, cells.parameters(Array(T.table.columns.prefix(T.Key.width)))))
            takers.append(load)
        }
        for locked in [false, true] {
            let groups = slot.wantedGroups.filter { $0.value.locked == locked }
            let missing = groups.filter { group in locked || !isCached || !load.takeCached(group.key, cache, mark) }
            guard !missing.isEmpty else { continue }
            var cells = CellWriter(columnCount: slot.groupWidth)
            for group in missing.values {
                group.write(&cells)
                cells.endRow()
            }
            if !locked { load.readGroups += missing.keys }
            statements.append(
                (sql.loadGroups(width: slot.groupWidth, locked: locked), cells.parameters(Array(T.table.columns.prefix(slot.groupWidth)))))
            takers.append(load)
        }
        loads.append(load)
    }
}

/// What is being loaded of one table, seen without its type.
///
/// A class and not closures: compiler 6.3.1 loses the type of a generic row in closures that throw a typed error.
private protocol TableLoad: AnyObject {
    func take(_ result: ResultSet) throws(Fault)
    func finish(_ cache: CatalogCache, at mark: CatalogMark)
}

private final class SlotLoad<T: Table>: TableLoad {
    private let slot: TableSlot<T>
    private var rows: [T] = []
    /// From the database alone: what the cache may learn.
    private var loaded: [T] = []
    var readKeys: [T.Key] = []
    var readGroups: [Fingerprint] = []

    init(_ slot: TableSlot<T>) {
        self.slot = slot
    }

    func takeCached(_ key: Fingerprint, _ cache: CatalogCache, _ mark: CatalogMark) -> Bool {
        guard let known = cache.rows(T.self, key, at: mark) else { return false }
        rows += known
        return true
    }

    func take(_ result: ResultSet) throws(Fault) {
        loaded.reserveCapacity(loaded.count + result.count)
        for row in 0..<result.count {
            let value = try T(result, row)
            loaded.append(value)
            rows.append(value)
        }
    }

    func finish(_ cache: CatalogCache, at mark: CatalogMark) {
        let isGrouped = T.self is any GroupedTable.Type
        if T.self is any CatalogTable.Type {
            if !readKeys.isEmpty {
                var found: [T.Key: [T]] = [:]
                for row in loaded { found[row.key] = [row] }
                cache.remember(readKeys.map { ($0.fingerprint, found[$0] ?? []) }, at: mark)
            }
            if !readGroups.isEmpty {
                let found = Dictionary(grouping: loaded) { SlotLoad.group($0) }
                cache.remember(readGroups.map { ($0, found[$0] ?? []) }, at: mark)
            }
        }
        slot.loaded(rows, group: isGrouped ? { SlotLoad.group($0) } : nil)
    }

    private static func group(_ row: T) -> Fingerprint {
        guard let grouped = row as? any GroupedTable else { return Fingerprint(0) }
        return grouped.groupFingerprint
    }
}

extension GroupedTable {
    var groupFingerprint: Fingerprint { group.fingerprint }
}
