import CPostgres
import Glibc
import Logging
import RetailCore
import Synchronization

/// The one server that all sessions of a node are on: pool, listener and watchdog open theirs here. When one moves, all move.
///
/// Which server it is is asked of each new session, and `ServerRule` says what follows.
final class Servers: Sendable {
    private struct State {
        /// Where the next session is tried first.
        var first = 0
        /// Where the current server is.
        var home = 0
        /// The server all are on, with the furthest position heard of.
        var current: ServerIdentity?
        /// One more with each move: sessions of an earlier one are cut off.
        var generation = 0
        /// When the watchdog last heard the current server; 0: not since it went silent.
        var heardAt: Int64 = 0
        var sessions: [Int: (socket: Int32, generation: Int)] = [:]
        var tickets = 0
        /// Hosts whose refusal was logged since the last move.
        var refused: Set<Int> = []
    }

    /// A server that was heard of so lately is there.
    static let freshMilliseconds = 1_000
    /// How long the current server may take to let a session in when it is doubted.
    static let doubtMilliseconds = 2_000
    let hosts: HostList
    let settings: DatabaseSettings
    private let logger: Logger
    private let state = Mutex(State())
    private let choosing = Monitor(false)
    private let listeners = Mutex<[@Sendable (ServerMove) -> Void]>([])

    init(_ settings: DatabaseSettings, logger: Logger) {
        (self.settings, self.logger) = (settings, logger)
        hosts = HostList(settings)
    }

    /// The server that sessions are on, or were last.
    var current: ServerIdentity? { state.withLock { $0.current } }

    /// Which of the hosts that is.
    var home: Int { state.withLock { $0.home } }

    /// Told of each move on the thread whose session found it, before that session does anything else.
    func onMove(_ body: @Sendable @escaping (ServerMove) -> Void) { listeners.withLock { $0.append(body) } }

    // MARK: - Opening

    /// A session's connection, not in pipeline mode, with its place among the others.
    struct Opened {
        let handle: OpaquePointer
        let ticket: Ticket
        let server: ServerIdentity

        func close() {
            ticket.leave()
            PQfinish(handle)
        }
    }

    /// Blocks until a session stands on the current server, or on the one that takes its place. Each host is tried once.
    ///
    /// - Throws: `database.connection-lost` with what each host said.
    func open(stop: StopSignal? = nil) throws(Fault) -> Opened {
        if hosts.hosts.count > 1, current == nil { try choose(stop) }
        var causes: [String] = []
        let first = state.withLock { $0.first }
        for offset in hosts.hosts.indices {
            let index = (first + offset) % hosts.hosts.count
            do throws(Fault) {
                return try open(index, stop)
            } catch {
                causes.append(error.diagnosis ?? error.code)
                // Whoever comes next need not wait here as well, until nobody else takes us in.
                state.withLock { if $0.first == index { $0.first = (index + 1) % hosts.hosts.count } }
            }
        }
        throw DatabaseFault.connectionLost(causes.joined(separator: "; "))
    }

    private func open(_ index: Int, _ stop: StopSignal?) throws(Fault) -> Opened {
        let handle = try PlainSession.connect(hosts.hosts[index], milliseconds: hosts.connectMilliseconds, stop: stop)
        do throws(Fault) {
            let identity = try PlainSession.identity(handle, milliseconds: hosts.connectMilliseconds, stop: stop)
            return Opened(handle: handle, ticket: try admit(identity, host: index, socket: PQsocket(handle)), server: identity)
        } catch {
            PQfinish(handle)
            throw error
        }
    }

    /// Which of several hosts a node begins with: not the first that answers, but the one whose history is the newest. One looks, the others
    /// wait for what he finds.
    private func choose(_ stop: StopSignal?) throws(Fault) {
        let isMine = choosing.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isMine else {
            _ = choosing.wait(until: nil) { isBusy in isBusy ? nil : () }
            return
        }
        defer {
            choosing.withLock { $0 = false }
            choosing.wakeAll()
        }
        var best: (index: Int, identity: ServerIdentity)?
        var causes: [String] = []
        for index in hosts.hosts.indices {
            do throws(Fault) {
                let identity = try look(at: index, stop)
                if let known = best?.identity, known.systemIdentifier != identity.systemIdentifier || known.timeline >= identity.timeline {
                    continue
                }
                best = (index, identity)
            } catch { causes.append(error.diagnosis ?? error.code) }
        }
        guard let best else { throw DatabaseFault.connectionLost(causes.joined(separator: "; ")) }
        state.withLock { $0.first = best.index }
    }

    /// Opens a session for the one question, and closes it.
    func look(at index: Int, milliseconds: Int? = nil, _ stop: StopSignal?) throws(Fault) -> ServerIdentity {
        let patience = milliseconds ?? hosts.connectMilliseconds
        let handle = try PlainSession.connect(hosts.hosts[index], milliseconds: patience, stop: stop)
        defer { PQfinish(handle) }
        return try PlainSession.identity(handle, milliseconds: patience, stop: stop)
    }

    // MARK: - Which server

    /// A refusal that an operator must hear of, or one that passes by itself.
    private enum Finding { case same, moved(ServerMove), refused(String, isOld: Bool) }

    private func admit(_ identity: ServerIdentity, host: Int, socket: Int32) throws(Fault) -> Ticket {
        let (finding, ticket) = state.withLock { state -> (Finding, Ticket?) in
            let finding = consider(identity, host: host, &state)
            if case .refused = finding { return (finding, nil) }
            state.tickets += 1
            state.sessions[state.tickets] = (socket, state.generation)
            return (finding, Ticket(self, state.tickets, generation: state.generation))
        }
        if case .moved(let move) = finding { tell(move) }
        if case .refused(let why, let isOld) = finding {
            if isOld { tellOfRefusal(by: host, why) }
            throw DatabaseFault.connectionLost("\(hosts.hosts[host].name) is not used: \(why)")
        }
        guard let ticket else { throw DatabaseFault.misuse("a session without a ticket") }
        return ticket
    }

    /// A host that no session is on was looked at: a newer history is where all have to go; an old primary that takes writes is said.
    func found(_ identity: ServerIdentity, at host: Int) {
        let finding: Finding? = state.withLock { state in
            guard let current = state.current else { return nil }
            let rule = ServerRule.rule(for: identity, on: current, isThere: true)
            return rule == .move || rule == .older ? consider(identity, host: host, &state) : nil
        }
        if case .moved(let move) = finding { tell(move) }
        if case .refused(let why, _) = finding { tellOfRefusal(by: host, why) }
    }

    private func consider(_ identity: ServerIdentity, host: Int, _ state: inout State) -> Finding {
        let isFresh = MonotonicClock.now - state.heardAt < Int64(Servers.freshMilliseconds) * 1_000_000
        switch ServerRule.rule(for: identity, on: state.current, isThere: isFresh) {
        case .same:
            if let known = state.current?.position, identity.position > known { state.current?.position = identity.position }
            (state.first, state.home) = (host, host)
            return .same
        case .older:
            return .refused(
                "it is on timeline \(identity.timeline), and this node has moved on to \(state.current?.timeline ?? 0): an old primary, to be "
                    + "fenced; after restoring a back-up restart the node", isOld: true)
        case .other: return .refused("it is another server than the one this node is on, which is there", isOld: false)
        case .move:
            let move = ServerMove(from: state.current, to: identity)
            state.generation += 1
            (state.current, state.first, state.home, state.heardAt, state.refused) = (identity, host, host, 0, [])
            for session in state.sessions.values where session.generation < state.generation { shutdown(session.socket, Int32(SHUT_RDWR)) }
            return .moved(move)
        }
    }

    /// Once for each host, for it is tried again and again.
    private func tellOfRefusal(by host: Int, _ why: String) {
        guard state.withLock({ $0.refused.insert(host).inserted }) else { return }
        logger.error("\(hosts.hosts[host].name) is not used: \(why)")
    }

    private func tell(_ move: ServerMove) {
        if let from = move.from { logger.warning("the database has moved", metadata: ["from": "\(from)", "to": "\(move.to)"]) }
        for body in listeners.withLock({ $0 }) { body(move) }
    }

    // MARK: - Silence

    /// The watchdog has an answer of the current server.
    func heard(_ ticket: Ticket, position: Int64) {
        state.withLock { state in
            guard ticket.generation == state.generation else { return }
            state.heardAt = MonotonicClock.now
            if let known = state.current?.position, position > known { state.current?.position = position }
        }
    }

    /// The watchdog's session has ended: nothing is known of the server until there is another.
    func lost(_ ticket: Ticket) {
        state.withLock { if ticket.generation == $0.generation { $0.heardAt = 0 } }
    }

    /// The current server has said nothing for long. If it does not even take a new session, all that are on it are cut off, and the next is
    /// tried elsewhere first. One that answers, and be it with a refusal, is left alone: then it is only that session that hangs.
    func doubt(_ ticket: Ticket, stop: StopSignal?) {
        let host = home
        do throws(Fault) {
            _ = try look(at: host, milliseconds: Servers.doubtMilliseconds, stop)
            return
        } catch {
            guard PlainSession.isSilence(error), stop?.isRaised != true else { return }
        }
        let cut = state.withLock { state -> Int in
            guard ticket.generation == state.generation else { return 0 }
            (state.heardAt, state.first) = (0, (host + 1) % hosts.hosts.count)
            let sessions = state.sessions.values.filter { $0.generation <= state.generation }
            for session in sessions { shutdown(session.socket, Int32(SHUT_RDWR)) }
            return sessions.count
        }
        logger.error("the database server does not answer; its sessions are given up", metadata: ["sessions": "\(cut)"])
    }

    fileprivate func leave(_ number: Int) { state.withLock { $0.sessions[number] = nil } }
}

/// A session's place among those of a node: while it is kept, any thread can cut the session off.
final class Ticket: Sendable {
    private let servers: Servers
    private let number: Int
    let generation: Int

    fileprivate init(_ servers: Servers, _ number: Int, generation: Int) {
        (self.servers, self.number, self.generation) = (servers, number, generation)
    }

    /// Before the socket is closed: its number may be another's then.
    func leave() { servers.leave(number) }
}
