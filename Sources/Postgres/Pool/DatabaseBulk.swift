package import RetailCore

/// Scripts and COPY, each in a transaction of its own.
extension Database {
    /// Many statements in the simple protocol, in one transaction; for migrations.
    package func script(_ sql: String, in scope: Scope) async throws(Fault) {
        try await transaction(.write, in: scope) { (transaction) throws(Fault) in try transaction.script(sql) }
    }

    /// `COPY … TO STDOUT` on a reading session.
    ///
    /// - Parameter chunk: is lent one row of the output at a time, on the session's thread, which it may block; false stops.
    /// - Returns: the number of rows handed on.
    package func copyOut(
        _ sql: String, in scope: Scope, chunk: @Sendable @escaping (UnsafeRawBufferPointer) -> Bool
    ) async throws(Fault) -> Int {
        try await transaction(.read, in: scope) { (transaction) throws(Fault) in try transaction.copyOut(sql, chunk: chunk) }
    }

    /// `COPY … FROM STDIN`; all or nothing.
    ///
    /// - Parameter rows: gives the next piece of input, on the session's thread; nil at the end.
    /// - Returns: the number of rows that were taken.
    package func copyIn(_ sql: String, in scope: Scope, rows: @Sendable @escaping () throws(Fault) -> [UInt8]?) async throws(Fault) -> Int {
        try await transaction(.write, in: scope) { (transaction) throws(Fault) in try transaction.copyIn(sql, rows: rows) }
    }
}
