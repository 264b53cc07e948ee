import Postgres
import RetailCore
import Synchronization

/// Holds rows as an operator's open transaction does.
final class RowHolder: Sendable {
    private let isHeld = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)

    var holds: Bool { isHeld.load(ordering: .acquiring) }
    func release() { isOver.store(true, ordering: .releasing) }

    /// Until it is released.
    func hold(_ sql: String, _ database: Database, _ scope: Scope) async throws {
        try await database.transaction(.write, in: scope) { transaction throws(Fault) in
            guard try transaction.run(Statement.generated(sql)).count > 0 else { throw Fault(.broken, "test", "There is no such row.") }
            self.isHeld.store(true, ordering: .releasing)
            while !self.isOver.load(ordering: .acquiring) { _ = try transaction.run(Statement("SELECT pg_sleep(0.02)")) }
        }
    }
}
