import Operations
import Postgres
import RetailCore

/// Loads what a world's slots want: one flight for all of them, table by table in lock order.
final class WorldLoader: SlotVisitor {
    private let cache: CatalogCache
    private let isCacheTrusted: Bool
    private let head: Int64
    private var transaction: [(Statement, Parameters)] = []
    private var takers: [any RowTaker] = []
    private var finishers: [() throws(Fault) -> Void] = []

    /// - Parameter head: the catalogue's, as this transaction read it; the cache counts only if it stands at the same.
    init(_ cache: CatalogCache, head: Int64) {
        self.cache = cache
        self.head = head
        isCacheTrusted = cache.head == head
    }

    /// - Returns: false when there was nothing to do.
    static func load(_ world: World, _ transaction: inout Transaction, _ cache: CatalogCache, head: Int64) throws(Fault) -> Bool {
        let slots = world.orderedSlots.filter(\.hasWants)
        guard !slots.isEmpty else { return false }
        let loader = WorldLoader(cache, head: head)
        for slot in slots { try slot.accept(loader) }
        for (statement, parameters) in loader.transaction { transaction.queue(statement, parameters) }
        let results = try transaction.flight()
        guard results.count == loader.takers.count else { throw Fault(.broken, "internal.load", "Rows could not be loaded.", diagnosis: "\(results.count) results") }
        for (result, take) in zip(results, loader.takers) { try take.take(result) }
        for finish in loader.finishers { try finish() }
        return true
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {}

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        let sql = TableSQL.of(T.self)
        let isCatalog = T.self is any CatalogTable.Type
        let gathered = Gathered<T>()
        // Keys.
        for locked in [false, true] {
            let keys = slot.wanted.filter { $0.value == locked }.map(\.key).sorted()
            let missing = keys.filter { key in
                guard isCatalog, !locked, isCacheTrusted, let rows = cache.rows(T.self, AnyHashable(key)) else { return true }
                gathered.rows += rows
                return false
            }
            guard !missing.isEmpty else { continue }
            var cells = CellWriter(columnCount: T.Key.width)
            for key in missing {
                key.write(to: &cells)
                cells.endRow()
            }
            queue(locked ? sql.lockKeys : sql.loadKeys, cells, Array(T.columns.prefix(T.Key.width)), into: gathered)
            if isCatalog, !locked {
                finishers.append { [cache, head] () throws(Fault) in
                    let found = Dictionary(gathered.loaded.map { ($0.key, $0) }) { first, _ in first }
                    cache.remember(missing.map { (AnyHashable($0), found[$0].map { [$0] } ?? []) }, at: head)
                }
            }
        }
        // Groups.
        for locked in [false, true] {
            let groups = slot.wantedGroups.filter { $0.value.locked == locked }
            let missing = groups.filter { group in
                guard isCatalog, !locked, isCacheTrusted, let rows = cache.rows(T.self, group.key) else { return true }
                gathered.rows += rows
                return false
            }
            guard !missing.isEmpty else { continue }
            var cells = CellWriter(columnCount: slot.groupWidth)
            for group in missing.values {
                group.write(&cells)
                cells.endRow()
            }
            queue(sql.loadGroups(width: slot.groupWidth, locked: locked), cells, Array(T.columns.prefix(slot.groupWidth)), into: gathered)
            if isCatalog, !locked {
                finishers.append { [cache, head] () throws(Fault) in
                    var found: [AnyHashable: [T]] = [:]
                    for row in gathered.loaded { if let group = WorldLoader.group(row) { found[group, default: []].append(row) } }
                    cache.remember(missing.keys.map { ($0, found[$0] ?? []) }, at: head)
                }
            }
        }
        let isGrouped = T.self is any GroupedTable.Type
        finishers.append { () throws(Fault) in slot.loaded(gathered.rows, group: isGrouped ? { WorldLoader.group($0) ?? AnyHashable(0) } : nil) }
    }

    private func queue<T: Table>(_ statement: Statement, _ cells: CellWriter, _ columns: [Column], into gathered: Gathered<T>) {
        transaction.append((statement, cells.parameters(columns)))
        takers.append(gathered)
    }

    private static func group(_ row: some Table) -> AnyHashable? {
        guard let grouped = row as? any GroupedTable else { return nil }
        return grouped.boxedGroup
    }
}

extension GroupedTable {
    var boxedGroup: AnyHashable { AnyHashable(group) }
}

private protocol RowTaker: AnyObject {
    func take(_ result: ResultSet) throws(Fault)
}

/// The rows of one table, as they come in: from the cache and from the database.
private final class Gathered<T: Table>: RowTaker {
    var rows: [T] = []
    /// From the database alone: what the cache may learn.
    var loaded: [T] = []

    func take(_ result: ResultSet) throws(Fault) {
        loaded.reserveCapacity(loaded.count + result.count)
        for row in 0..<result.count {
            var reader = CellReader(ResultCells(result: result, row: row))
            let value = try T(&reader)
            loaded.append(value)
            rows.append(value)
        }
    }
}
