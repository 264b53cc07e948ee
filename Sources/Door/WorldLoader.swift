import Operations
import Postgres
import RetailCore

/// Loads what a world's slots want: one flight for all of them, table by table in lock order.
final class WorldLoader: SlotVisitor {
    enum Mode {
        /// All that is wanted, locked where it is to be changed.
        case load
        /// What footprints looked for in vain, without a lock.
        case peek
    }

    private let world: World
    private let mode: Mode
    private let includesCatalog: Bool
    private var statements: [(Statement, Parameters)] = []
    /// Who takes the result of each statement.
    private var takers: [any TableLoad] = []
    private var loads: [any TableLoad] = []

    private init(_ world: World, _ mode: Mode, includesCatalog: Bool = true) {
        (self.world, self.mode, self.includesCatalog) = (world, mode, includesCatalog)
    }

    /// - Parameters:
    ///   - mark: the catalogue's, as this transaction read it.
    ///   - then: asked in the same flight when all locks are held.
    static func load(
        _ world: World, _ transaction: inout Transaction, _ cache: CatalogCache, at mark: CatalogMark, then: (Statement, Parameters)? = nil
    ) throws(Fault) -> ResultSet? {
        let loader = WorldLoader(world, .load)
        for slot in world.orderedSlots where slot.hasWants { try slot.accept(loader) }
        return try loader.fly(&transaction, cache, at: mark, then: then)
    }

    /// - Parameter includesCatalog: what only leads to other rows of the catalogue needn't be known before anything is locked.
    /// - Returns: whether there was anything to look at.
    static func peek(
        _ world: World, _ transaction: inout Transaction, _ cache: CatalogCache, at mark: CatalogMark, includesCatalog: Bool
    ) throws(Fault) -> Bool {
        let loader = WorldLoader(world, .peek, includesCatalog: includesCatalog)
        for slot in world.orderedSlots { try slot.accept(loader) }
        guard !loader.statements.isEmpty else { return false }
        _ = try loader.fly(&transaction, cache, at: mark, then: nil)
        return true
    }

    private func fly(
        _ transaction: inout Transaction, _ cache: CatalogCache, at mark: CatalogMark, then: (Statement, Parameters)?
    ) throws(Fault) -> ResultSet? {
        for (statement, parameters) in statements { transaction.queue(statement, parameters) }
        if let then { transaction.queue(then.0, then.1) }
        let results = try transaction.flight()
        guard results.count == takers.count + (then == nil ? 0 : 1) else {
            throw Fault(.broken, "internal.load", "Rows could not be loaded.", diagnosis: "\(results.count) results")
        }
        for (taker, result) in zip(takers, results) { try taker.take(result) }
        for load in loads { load.finish(cache, at: mark) }
        return then == nil ? nil : results.last
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {}

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        if mode == .peek, !includesCatalog, T.self is any CatalogTable.Type { return }
        let wants = mode == .peek ? slot.missedWants : slot.wants
        guard !wants.isEmpty else { return }
        let load = SlotLoad(slot, wants, mode)
        loads.append(load)
        for locked in [false, true] {
            let keys = wants.keys.filter { $0.value == locked }.map(\.key).sorted()
            if !keys.isEmpty { try queue(keys, locked: locked, load) }
            let groups = wants.groups.values.filter { $0.locked == locked }.map(\.write)
            if !groups.isEmpty { try queue(groups, of: slot, locked: locked, load) }
        }
    }

    private func queue<T: Table>(_ keys: [T.Key], locked: Bool, _ load: SlotLoad<T>) throws(Fault) {
        var cells = CellWriter(columnCount: T.Key.width)
        for key in keys {
            key.write(to: &cells)
            cells.endRow()
        }
        if locked { try world.willLock(T.self, byKey: true) }
        let sql = TableSQL.of(T.self)
        queue(locked ? sql.lockKeys : sql.loadKeys, cells, width: T.Key.width, load)
    }

    private func queue<T: Table>(
        _ groups: [(inout CellWriter) -> Void], of slot: TableSlot<T>, locked: Bool, _ load: SlotLoad<T>
    ) throws(Fault) {
        var cells = CellWriter(columnCount: slot.groupWidth)
        for write in groups {
            write(&cells)
            cells.endRow()
        }
        if locked { try world.willLock(T.self, byKey: false) }
        queue(TableSQL.of(T.self).loadGroups(width: slot.groupWidth, locked: locked), cells, width: slot.groupWidth, load)
    }

    private func queue<T: Table>(_ statement: Statement, _ cells: CellWriter, width: Int, _ load: SlotLoad<T>) {
        statements.append((statement, cells.parameters(Array(T.table.columns.prefix(width)))))
        takers.append(load)
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
    private let wants: TableSlot<T>.Wants
    private let mode: WorldLoader.Mode
    private var rows: [T] = []

    init(_ slot: TableSlot<T>, _ wants: TableSlot<T>.Wants, _ mode: WorldLoader.Mode) {
        (self.slot, self.wants, self.mode) = (slot, wants, mode)
    }

    func take(_ result: ResultSet) throws(Fault) {
        rows.reserveCapacity(rows.count + result.count)
        for row in 0..<result.count { rows.append(try T(result, row)) }
    }

    func finish(_ cache: CatalogCache, at mark: CatalogMark) {
        if T.self is any CatalogTable.Type { cache.learn(rows, for: wants.unlocked(), at: mark) }
        switch mode {
        case .load: slot.loaded(rows, group: T.groupsOfRows)
        case .peek: slot.peeked(rows, for: wants, group: T.groupsOfRows)
        }
    }
}
