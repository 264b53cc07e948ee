import CPostgres
import RetailCore

/// What can't be pipelined: scripts of many statements, and COPY. Always inside a transaction that was begun in a flight.
extension Connection {
    /// Runs `body` outside pipeline mode. A session that doesn't find its way back is doomed.
    private func outsidePipeline<Outcome>(_ body: () throws(Fault) -> Outcome) throws(Fault) -> Outcome {
        guard PQexitPipelineMode(handle) == 1 else {
            doomed = true
            throw DatabaseFault.connectionLost(lastMessage)
        }
        defer { if PQenterPipelineMode(handle) != 1 { doomed = true } }
        return try body()
    }

    func script(_ sql: String) throws(Fault) {
        try outsidePipeline { () throws(Fault) in
            guard PQsendQuery(handle, sql) == 1 else { throw loss() }
            while let result = try nextResult() {
                defer { PQclear(result) }
                // A script that waits for COPY data would hang for ever.
                if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(PQresultStatus(result)) {
                    doomed = true
                    throw DatabaseFault.misuse("COPY in a script")
                }
            }
        }
    }

    /// - Parameter chunk: is lent one row of output at a time; false stops.
    /// - Returns: the rows handed on, and whether all were.
    func copyOut(_ sql: String, _ chunk: (UnsafeRawBufferPointer) -> Bool) throws(Fault) -> (rows: Int, complete: Bool) {
        try outsidePipeline { () throws(Fault) in
            try startCopy(sql, PGRES_COPY_OUT)
            var rows = 0
            var wanted = true
            reading: while true {
                var buffer: UnsafeMutablePointer<CChar>?
                let length = PQgetCopyData(handle, &buffer, 1)
                switch length {
                case 0:
                    guard waitForSocket(writing: false), PQconsumeInput(handle) == 1 else { throw loss() }
                case -1: break reading
                case -2: throw loss()
                default:
                    defer { PQfreemem(buffer) }
                    guard wanted else { continue }
                    rows += 1
                    wanted = chunk(UnsafeRawBufferPointer(start: buffer, count: Int(length)))
                    // The rest is read and dropped until the server has noticed.
                    if !wanted, !cancelToken.cancel(withinMilliseconds: JobControl.patienceMilliseconds) { throw loss() }
                }
            }
            do throws(Fault) {
                try finishCopy()
            } catch {
                if wanted || error.sqlState != "57014" { throw error }
            }
            return (rows, wanted)
        }
    }

    /// - Parameter rows: gives the next piece of input, nil at its end.
    /// - Returns: the rows that the server took.
    func copyIn(_ sql: String, _ rows: () throws(Fault) -> [UInt8]?) throws(Fault) -> Int {
        try outsidePipeline { () throws(Fault) in
            try startCopy(sql, PGRES_COPY_IN)
            do throws(Fault) {
                while let piece = try rows() { try put { piece.withUnsafeBytes { self.put($0) } } }
            } catch {
                try put { PQputCopyEnd(handle, "given up") }
                do throws(Fault) { try finishCopy() } catch let late where doomed { throw late } catch {}
                throw error
            }
            try put { PQputCopyEnd(handle, nil) }
            return try finishCopy()
        }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return 1 }
        return PQputCopyData(handle, start.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count))
    }

    /// Tries until libpq has room.
    private func put(_ attempt: () -> Int32) throws(Fault) {
        while true {
            switch attempt() {
            case 1:
                // Keeps what libpq buffers small, and notices a server that has stopped reading because of an error.
                while PQflush(handle) == 1 {
                    guard waitForSocket(writing: true), PQconsumeInput(handle) == 1 else { throw loss() }
                }
                return
            case 0: guard waitForSocket(writing: true), PQconsumeInput(handle) == 1 else { throw loss() }
            default: throw loss()
            }
        }
    }

    private func startCopy(_ sql: String, _ expected: ExecStatusType) throws(Fault) {
        guard PQsendQuery(handle, sql) == 1 else { throw loss() }
        guard awaitResult(), let result = PQgetResult(handle) else { throw loss() }
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        if status == expected { return }
        let fault =
            DatabaseError(result).map(SQLState.fault)
            ?? (status == PGRES_FATAL_ERROR ? loss() : DatabaseFault.misuse("not the COPY that was expected"))
        if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH { doomed = true } else { try finishCopy() }
        throw fault
    }

    @discardableResult private func finishCopy() throws(Fault) -> Int {
        var rows = 0
        while let result = try nextResult() {
            rows += PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
            PQclear(result)
        }
        return rows
    }

    /// The next result that is none of an error; after an error the rest is read and dropped.
    private func nextResult() throws(Fault) -> OpaquePointer? {
        guard awaitResult() else { throw loss() }
        guard let result = PQgetResult(handle) else { return nil }
        guard PQresultStatus(result) == PGRES_FATAL_ERROR else { return result }
        defer { PQclear(result) }
        guard let error = DatabaseError(result) else { throw loss() }
        if SQLState.needsNewSession(error.state) || error.endsSession { doomed = true }
        while awaitResult(), let rest = PQgetResult(handle) { PQclear(rest) }
        throw SQLState.fault(for: error)
    }

    private func loss() -> Fault {
        doomed = true
        return DatabaseFault.connectionLost(lastMessage)
    }
}
