import CPostgres
import Glibc
import RetailCore

/// A connection that is asked one thing after the other, before pipeline mode or without it. Nothing waits longer than it is told to.
///
/// libpq's own waiting knows no end: a server whose processes are stopped still takes connections, by its kernel, and answers none.
enum PlainSession {
    /// The words by which a fault says that nothing was heard in time.
    static let silence = "nothing was heard"

    /// Connects to one host.
    ///
    /// - Parameter stop: ends the waiting before its time.
    /// - Throws: `database.connection-lost`, with libpq's words or with `silence`.
    static func connect(_ host: HostList.Host, milliseconds: Int, stop: StopSignal? = nil) throws(Fault) -> OpaquePointer {
        let entries = host.keywords.exposed
        let handle = withCStrings(entries.map(\.0)) { keywords in
            withCStrings(entries.map(\.1)) { values in PQconnectStartParams(keywords, values, 1) }
        }
        guard let handle else { throw DatabaseFault.connectionLost("libpq has no memory for a connection") }
        do throws(Fault) {
            try finishConnecting(handle, until: MonotonicClock.after(milliseconds: milliseconds), milliseconds, stop)
        } catch {
            PQfinish(handle)
            throw DatabaseFault.connectionLost("can't connect to \(host.name): " + (error.diagnosis ?? error.code))
        }
        // libpq prints notices to the standard error stream otherwise.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        return handle
    }

    private static func finishConnecting(_ handle: OpaquePointer, until deadline: Int64, _ milliseconds: Int, _ stop: StopSignal?)
        throws(Fault)
    {
        // As the manual says: before the first call it is as if writing had been asked for.
        var wanted = PGRES_POLLING_WRITING
        guard PQstatus(handle) != CONNECTION_BAD else { throw lost(handle) }
        while true {
            switch wanted {
            case PGRES_POLLING_OK:
                guard PQsetnonblocking(handle, 1) == 0 else { throw lost(handle) }
                return
            case PGRES_POLLING_READING, PGRES_POLLING_WRITING:
                let events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT
                guard wait(for: PQsocket(handle), Int16(events), until: deadline, stop) else {
                    throw DatabaseFault.connectionLost("\(silence) for \(milliseconds) ms")
                }
            default: throw lost(handle)
            }
            wanted = PQconnectPoll(handle)
        }
    }

    /// Runs statements in the simple protocol.
    ///
    /// - Parameter milliseconds: how long the server may say nothing.
    /// - Returns: the first row of the last result that has one, as text; NULL is empty.
    /// - Throws: what the server said, or `database.connection-lost`.
    @discardableResult static func ask(
        _ handle: OpaquePointer, _ sql: String, milliseconds: Int, stop: StopSignal? = nil
    ) throws(Fault) -> [String] {
        guard PQsendQuery(handle, sql) == 1 else { throw lost(handle) }
        var cells: [String] = []
        var failure: Fault?
        while true {
            while true {
                let unsent = PQflush(handle)
                guard unsent >= 0 else { throw lost(handle) }
                if PQisBusy(handle) == 0 { break }
                let events = Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN)
                guard wait(for: PQsocket(handle), events, until: MonotonicClock.after(milliseconds: milliseconds), stop) else {
                    throw DatabaseFault.connectionLost("\(silence) for \(milliseconds) ms")
                }
                guard PQconsumeInput(handle) == 1 else { throw lost(handle) }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK where PQntuples(result) > 0:
                cells = (0..<PQnfields(result)).map { column in PQgetvalue(result, 0, column).map { String(cString: $0) } ?? "" }
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            default: failure = failure ?? DatabaseError(result).map(SQLState.fault) ?? lost(handle)
            }
        }
        if let failure { throw failure }
        guard PQstatus(handle) == CONNECTION_OK else { throw lost(handle) }
        return cells
    }

    /// Which server it is.
    static func identity(_ handle: OpaquePointer, milliseconds: Int, stop: StopSignal? = nil) throws(Fault) -> ServerIdentity {
        let cells = try ask(handle, ServerIdentity.question, milliseconds: milliseconds, stop: stop)
        guard let identity = ServerIdentity(cells) else { throw DatabaseFault.misuse("a server that does not say which it is: \(cells)") }
        return identity
    }

    /// Whether a fault is silence, and not something that was said.
    static func isSilence(_ fault: Fault) -> Bool { fault.diagnosis?.contains(silence) ?? false }

    static func lost(_ handle: OpaquePointer) -> Fault {
        DatabaseFault.connectionLost(
            PQerrorMessage(handle).map { String(cString: $0).split(separator: "\n").joined(separator: "; ") } ?? "")
    }

    /// False when the time is over or it is told to stop. What has arrived counts, however late it is looked at.
    private static func wait(for socket: Int32, _ events: Int16, until deadline: Int64, _ stop: StopSignal?) -> Bool {
        guard socket >= 0 else { return false }
        // A negative descriptor is passed over.
        var descriptors = [
            pollfd(fd: socket, events: events, revents: 0), pollfd(fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let ready = poll(&descriptors, 2, MonotonicClock.milliseconds(until: deadline))
            if ready < 0, errno == EINTR { continue }
            return ready > 0 && descriptors[0].revents != 0
        }
    }

    private static func withCStrings<Outcome>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Outcome) -> Outcome {
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes += string.utf8CString
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers: [UnsafePointer<CChar>?] = offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
