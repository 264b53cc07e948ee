import CPostgres
import Glibc
import RetailCore

/// One session of PostgreSQL, in pipeline mode, used by the one thread that opened it.
final class Connection {
    let handle: OpaquePointer
    let cancelToken: CancelToken
    let counters: Counters
    /// Which server it is on, as that said when the session was opened.
    let server: ServerIdentity
    var statements: StatementCache
    /// Not to be used again: the session is gone, or in a state that nobody knows.
    var doomed = false
    /// How long the server may say nothing while it is asked; nil: as long as it takes.
    let patienceMilliseconds: Int?
    /// For one job: statements that have no time-out in the server have none here.
    var waitsForEver = false
    private let ticket: Ticket
    private var isSilent = false

    init(_ opened: Servers.Opened, cancelToken: CancelToken, preparedLimit: Int, patienceMilliseconds: Int?, counters: Counters) {
        handle = opened.handle
        ticket = opened.ticket
        server = opened.server
        self.cancelToken = cancelToken
        self.patienceMilliseconds = patienceMilliseconds
        self.counters = counters
        statements = StatementCache(limit: preparedLimit)
    }

    deinit {
        ticket.leave()
        PQfinish(handle)
    }

    /// Between jobs: no transaction is left open, nothing is left to read.
    var isClean: Bool {
        !doomed && PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE
            && PQpipelineStatus(handle) == PQ_PIPELINE_ON
    }

    /// Whether an idle session is still there: a server that closed it has said so by now.
    var isAlive: Bool {
        guard isClean else { return false }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard descriptor.fd >= 0 else { return false }
        // Nobody has asked anything, so what there is to read is the server's farewell or the end of the stream. (Or a notice, or a setting
        // that was reloaded: too rare to tell apart. Read here, a farewell would pass for a notice while the socket is still open.)
        return poll(&descriptor, 1, 0) <= 0
    }

    var inTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// libpq's own words; they name hosts, never values.
    var lastMessage: String {
        if isSilent { return "\(PlainSession.silence) for \(patienceMilliseconds ?? 0) ms" }
        return PQerrorMessage(handle).map { String(String(cString: $0).split(separator: "\n").joined(separator: "; ")) } ?? ""
    }

    /// Sends what is buffered and reads until a result is complete. False if the session is lost and nothing more can be read.
    func awaitResult() -> Bool {
        while true {
            let unsent = PQflush(handle)
            if PQisBusy(handle) == 0 { return true }
            guard waitForSocket(writing: unsent == 1) else { return false }
            // What arrived before the end may still hold complete results.
            if PQconsumeInput(handle) == 0 { return PQisBusy(handle) == 0 }
        }
    }

    /// Waits for input, and for room to write if there is something `writing`. A server that says nothing for longer than any statement may
    /// take will not say anything: the session is cut off, without the farewell that would wait for it.
    func waitForSocket(writing: Bool) -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN | (writing ? POLLOUT : 0)), revents: 0)
        guard descriptor.fd >= 0 else { return false }
        let deadline = waitsForEver ? nil : patienceMilliseconds.map { MonotonicClock.after(milliseconds: $0) }
        while true {
            let ready = poll(&descriptor, 1, deadline.map { MonotonicClock.milliseconds(until: $0) } ?? -1)
            if ready > 0 { return true }
            if ready < 0, errno == EINTR { continue }
            if ready == 0 { isSilent = true }
            shutdown(descriptor.fd, Int32(SHUT_RDWR))
            doomed = true
            return false
        }
    }
}
