import Operations
import Postgres
import RetailCore

/// Queues the statements that write a world back: per table one insert and one update, whatever the number of operations.
final class WorldStorer: SlotVisitor {
    private var statements: [(Statement, Parameters)] = []

    static func queue(_ world: World, _ transaction: inout Transaction) throws(Fault) {
        let storer = WorldStorer()
        for slot in world.orderedSlots { try slot.accept(storer) }
        for (statement, parameters) in storer.statements { transaction.queue(statement, parameters) }
    }

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        let dirty = slot.entries.filter { $0.value.isDirty }.sorted { $0.key < $1.key }
        guard !dirty.isEmpty else { return }
        let sql = TableSQL.of(T.self)
        for wasStored in [false, true] {
            var cells = CellWriter(columnCount: T.table.columns.count)
            for (_, entry) in dirty where entry.wasStored == wasStored {
                guard let row = entry.row else { continue }
                #if DEBUG
                    // What is changed without its lock is locked by the change, after everything else.
                    if wasStored, !entry.isLocked {
                        throw Fault(.broken, "internal.lock-order", "A row was changed without its lock.", diagnosis: T.table.name)
                    }
                #endif
                row.write(to: &cells)
                cells.endRow()
            }
            if cells.rows > 0 { statements.append((wasStored ? sql.update : sql.insert, cells.parameters(T.table.columns))) }
        }
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {
        guard !slot.rows.isEmpty else { return }
        var cells = CellWriter(columnCount: T.table.columns.count)
        for row in slot.rows {
            row.write(to: &cells)
            cells.endRow()
        }
        statements.append((TableSQL.insert(T.self), cells.parameters(T.table.columns)))
    }
}
