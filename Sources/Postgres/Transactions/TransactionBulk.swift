package import RetailCore

/// Scripts and COPY, with what was queued before them sent first. `@.` in the SQL stands for the scope's schema.
extension Transaction {
    /// Many statements in the simple protocol, for migrations; may take as long as it takes.
    package mutating func script(_ sql: String) throws(Fault) {
        waitForEver()
        let text = scope.resolve(sql)
        try alone { (connection) throws(Fault) in try connection.script(text) }
    }

    /// `COPY … TO STDOUT`.
    ///
    /// - Parameter chunk: is lent one row of the output at a time, on the session's thread; false stops, and ends the transaction.
    /// - Returns: the number of rows handed on.
    package mutating func copyOut(_ sql: String, chunk: (UnsafeRawBufferPointer) -> Bool) throws(Fault) -> Int {
        let text = scope.resolve(sql)
        let (rows, complete) = try alone { (connection) throws(Fault) in try connection.copyOut(text, chunk) }
        if !complete { abandon() }
        return rows
    }

    /// `COPY … FROM STDIN`.
    ///
    /// - Parameter rows: gives the next piece of input, not necessarily a whole row; nil at the end.
    /// - Returns: the number of rows that were taken.
    package mutating func copyIn(_ sql: String, rows: () throws(Fault) -> [UInt8]?) throws(Fault) -> Int {
        let text = scope.resolve(sql)
        return try alone { (connection) throws(Fault) in try connection.copyIn(text, rows) }
    }

    /// What follows in this transaction may take as long as it takes. Only a server that answers nobody ends it before.
    package mutating func waitForEver() {
        connection.waitsForEver = true
        queue(Transaction.patience)
    }

    private static let patience = Statement("SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '60000', true)")
}
