import Synchronization

/// One SQL statement, known by a number: comparing and hashing never look at the text.
///
/// `@.` in the SQL stands for the scope's schema, so one statement serves every tenant. Made once, as a `static let`.
package struct Statement: Sendable, Hashable {
    package let number: Int
    package let sql: String

    package init(_ sql: String) {
        number = Statement.next.wrappingAdd(1, ordering: .relaxed).newValue
        self.sql = sql
    }

    /// For SQL that is put together at run time: the same text gives the same statement, so that it is prepared only once.
    package static func generated(_ sql: String) -> Statement {
        interned.withLock { known in
            if let statement = known[sql] { return statement }
            // Bounded: what is forgotten merely gets a new number, and its old plan ages out of the connections.
            if known.count >= 1024 { known.removeAll() }
            let statement = Statement(sql)
            known[sql] = statement
            return statement
        }
    }

    package static func == (left: Self, right: Self) -> Bool { left.number == right.number }
    package func hash(into hasher: inout Hasher) { hasher.combine(number) }

    private static let next = Atomic<Int>(0)
    private static let interned = Mutex<[String: Statement]>([:])
}
