package import Access
import Door
import JSON
import Logging
package import Operations
package import Postgres
package import RetailCore
package import Sync
import SyncProtocol
import Synchronization
package import Web

/// Which streams this node's sockets follow, and what has been told of them.
///
/// A stream is read once per node, however many sockets follow it, and a message is encoded once. Everything told here arrives by
/// pull too: losing it costs time, never truth.
package final class LiveHub: Sendable {
    struct Topic: Sendable {
        let number: UInt64
        let tenant: TenantContext
        let stream: StreamName
        /// Up to here critical changes have been told.
        var told: Int64
        var streamID: Int32?
        /// A read is on its way; and how far it must have come before it may stop.
        var isReading = false
        var wanted: Int64 = 0
        var followers = 0
    }

    /// A stream of one history: another's numbers say nothing of it.
    private struct Key: Hashable {
        var tenant: ID<Tenant>
        var epoch: ID<Epoch>
        var stream: StreamName
    }

    private struct Follower {
        var socket: Socket
        var session: SessionContext
        var epoch: ID<Epoch>
    }

    private struct State {
        var topics: [Key: Topic] = [:]
        var next: UInt64 = 1
        var followers: [ID<Actor>: [ObjectIdentifier: Follower]] = [:]
    }

    private let sockets: SocketHub
    let database: Database
    let heads: HeadReader
    private let maximumSocketsPerDevice: Int
    private let state = Mutex(State())

    package init(sockets: SocketHub, database: Database, heads: HeadReader, maximumSocketsPerDevice: Int = 4) {
        (self.sockets, self.database, self.heads) = (sockets, database, heads)
        self.maximumSocketsPerDevice = maximumSocketsPerDevice
    }

    package var followedStreams: Int { state.withLock { $0.topics.count } }

    // MARK: - Sockets come and go

    /// Puts a socket on its streams before their heads are read, so that nothing falls in between. What is told meanwhile is kept for it.
    ///
    /// - Returns: what the socket is released from, by stream.
    func join(_ socket: Socket, _ session: SessionContext, _ epoch: ID<Epoch>, _ streams: [StreamName]) -> [StreamName: UInt64] {
        let (numbers, oldest) = state.withLock { state -> ([UInt64], Socket?) in
            state.followers[session.actor.id, default: [:]][ObjectIdentifier(socket)] = Follower(
                socket: socket, session: session, epoch: epoch)
            // A device that opens one more has most likely lost the oldest, and does not know it yet.
            let own = (state.followers[session.actor.id] ?? [:]).values.map(\.socket)
            let oldest = own.count > maximumSocketsPerDevice ? own.min { $0.openedAt < $1.openedAt } : nil
            if let oldest { state.followers[session.actor.id]?[ObjectIdentifier(oldest)] = nil }
            return (
                streams.map { stream in
                    let key = Key(tenant: session.tenant.id, epoch: epoch, stream: stream)
                    if state.topics[key] == nil {
                        // −1: nobody followed it; what came before the first follower is for its own cursor to fetch.
                        state.topics[key] = Topic(number: state.next, tenant: session.tenant, stream: stream, told: -1)
                        state.next += 1
                    }
                    state.topics[key]?.followers += 1
                    return state.topics[key]?.number ?? 0
                }, oldest
            )
        }
        oldest?.close(code: Live.Close.replaced.rawValue, reason: "replaced")
        for number in numbers { socket.join(number) }
        return Dictionary(zip(streams, numbers)) { first, _ in first }
    }

    func leave(_ socket: Socket, _ session: SessionContext, _ epoch: ID<Epoch>, _ streams: [StreamName]) {
        state.withLock { state in
            state.followers[session.actor.id]?[ObjectIdentifier(socket)] = nil
            if state.followers[session.actor.id]?.isEmpty == true { state.followers[session.actor.id] = nil }
            for stream in streams {
                let key = Key(tenant: session.tenant.id, epoch: epoch, stream: stream)
                state.topics[key]?.followers -= 1
                if let topic = state.topics[key], topic.followers <= 0 { state.topics[key] = nil }
            }
        }
    }

    /// Says where streams stand, if nobody has said so yet: from there on changes are told.
    func begin(_ tenant: ID<Tenant>, _ known: StreamHeads, _ streams: [StreamName]) {
        state.withLock { state in
            for stream in streams {
                guard let head = known[stream.description] else { continue }
                let key = Key(tenant: tenant, epoch: known.epoch, stream: stream)
                state.topics[key]?.streamID = head.id
                if state.topics[key]?.told == -1 { state.topics[key]?.told = head.head }
            }
        }
    }

    /// The chain's history is this one: who follows another comes again, and is told where they part.
    package func follow(_ tenant: ID<Tenant>, _ epoch: ID<Epoch>) {
        let others = state.withLock { state in
            state.followers.values.flatMap(\.values).filter { $0.session.tenant.id == tenant && $0.epoch != epoch }
        }
        for follower in others { follower.socket.close(code: Live.Close.resync.rawValue, reason: "sync.other-epoch") }
    }

    /// Somebody's rights have changed: sockets that rest on a session which stands no more are closed, and don't come back.
    ///
    /// Where that can't be told, or the chain is suspended, they are closed too, and may come back and ask.
    package func look(at change: AccessChange, _ access: Access) {
        Task { await look(at: change, access, closesInDoubt: true) }
    }

    /// Looks at every socket once a minute, whatever was told: at what somebody changed by hand, say. Until cancelled.
    package func watch(_ access: Access) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(60))
            await look(at: .anything, access, closesInDoubt: false)
        }
    }

    private func look(at change: AccessChange, _ access: Access, closesInDoubt: Bool) async {
        let followers = state.withLock { state in
            let some = change.subject.map { [state.followers[$0] ?? [:]] } ?? Array(state.followers.values)
            return some.flatMap(\.values).filter { change.tenant == nil || $0.session.tenant.id == change.tenant }
        }
        for (_, ofOne) in Dictionary(grouping: followers, by: \.session.tenant.id) {
            for start in stride(from: 0, to: ofOne.count, by: 500) {
                let part = Array(ofOne[start..<min(start + 500, ofOne.count)])
                guard let fault = await closeFallen(part, access) else { continue }
                // A database that is away for a moment sends nobody away.
                if fault.kind == .unavailable, !closesInDoubt { return }
                for follower in part { follower.socket.close(code: Live.Close.resync.rawValue, reason: fault.code) }
            }
        }
    }

    /// - Parameter followers: of one chain.
    /// - Returns: why it could not be told whose session still stands.
    private func closeFallen(_ followers: [Follower], _ access: Access) async -> Fault? {
        guard let tenant = followers.first?.session.tenant else { return nil }
        for round in 1... {
            do throws(Fault) {
                let standing = try await access.standing(followers.map(\.session.id), in: tenant)
                for follower in followers where !standing.contains(follower.session.id) {
                    follower.socket.close(code: Live.Close.revoked.rawValue, reason: "revoked")
                }
                return nil
            } catch {
                if error.kind != .unavailable || round == 3 { return error }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        return nil
    }

    // MARK: - Streams move

    /// A stream has moved, here or on another node.
    package func moved(_ tenant: ID<Tenant>, _ epoch: ID<Epoch>, _ stream: StreamName, head: Int64, critical: Bool) {
        let key = Key(tenant: tenant, epoch: epoch, stream: stream)
        let mustRead = state.withLock { state -> Bool in
            guard let topic = state.topics[key], topic.told >= 0, head > topic.told else { return false }
            // Without anything critical up to there, there is nothing to read; but only if what lies between is known too.
            if !critical, head == topic.told + 1 {
                state.topics[key]?.told = head
                return false
            }
            state.topics[key]?.wanted = max(topic.wanted, head)
            guard !topic.isReading else { return false }
            state.topics[key]?.isReading = true
            return true
        }
        if mustRead {
            Task {
                repeat { await tell(key) } while goesOn(key)
            }
        }
    }

    /// More came while a read was on its way. A read that failed is left to the sweep.
    private func goesOn(_ key: Key) -> Bool {
        state.withLock { state in
            guard let topic = state.topics[key] else { return false }
            let more = topic.wanted > topic.told && topic.isReading
            state.topics[key]?.isReading = more
            return more
        }
    }

    /// Reads what is critical since the last time and sends it to whoever follows.
    private func tell(_ key: Key) async {
        guard let topic = state.withLock({ $0.topics[key] }) else { return }
        do throws(Fault) {
            let known = try await heads.heads([key.stream.description], in: topic.tenant)
            guard known.epoch == key.epoch, let head = known[key.stream.description], head.head > topic.told else { return }
            let changes = try await database.read(
                ReadCritical(epoch: key.epoch, stream: head.id, after: topic.told, through: head.head), in: topic.tenant.scope)
            for change in changes {
                sockets.broadcast(LiveHub.message(key.stream, change), to: topic.number, number: change.position.value)
            }
            let reached = changes.count == ReadCritical.limit ? changes.last?.position.value ?? 0 : head.head
            state.withLock { state in
                let before = state.topics[key]?.told ?? 0
                state.topics[key]?.told = max(before, reached)
            }
        } catch {
            state.withLock { $0.topics[key]?.isReading = false }
        }
    }

    static func message(_ stream: StreamName, _ entry: ChangeEntry) -> [UInt8] {
        JSONWriter.bytes(of: Live.Change(stream: stream.description, previous: Position(entry.position.value - 1), entry: entry))
    }

    // MARK: - Sweeping

    /// Looks after followed streams every second and a half: a NOTIFY that was lost costs that long and no more. Every 30 s it tells the heads.
    package func run() async {
        var round = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(1500))
            round += 1
            await sweep(announces: round % 20 == 0)
        }
    }

    package func sweep(announces: Bool) async {
        let topics = state.withLock { $0.topics }
        for (_, followed) in Dictionary(grouping: topics, by: \.key.tenant) {
            guard let tenant = followed.first?.value.tenant else { continue }
            for start in stride(from: 0, to: followed.count, by: 1000) {
                let part = followed[start..<min(start + 1000, followed.count)]
                guard let known = try? await heads.heads(part.map(\.key.stream.description), in: tenant) else { continue }
                begin(tenant.id, known, part.map(\.key.stream))
                if part.contains(where: { $0.key.epoch != known.epoch }) { follow(tenant.id, known.epoch) }
                for (key, topic) in part where key.epoch == known.epoch {
                    guard let head = known[topic.stream.description] else { continue }
                    if topic.told >= 0, head.head > topic.told {
                        moved(tenant.id, key.epoch, topic.stream, head: head.head, critical: true)
                    }
                    if announces {
                        sockets.broadcast(
                            JSONWriter.bytes(of: Live.Heads(heads: Cursors([topic.stream.description: Position(head.head)]))),
                            to: topic.number)
                    }
                }
            }
        }
    }
}

/// Critical changes between two positions of a history; none where another one holds.
struct ReadCritical: Query {
    static let limit = 500
    static let statement = Statement(
        """
        SELECT position, op_id, at, critical, payload FROM @.sync_change WHERE stream = $1 AND position > $2 AND position <= $3 AND critical
            AND (SELECT epoch FROM @.chain) = $4
        ORDER BY position LIMIT 500
        """)
    let epoch: ID<Epoch>
    let stream: Int32
    let after: Int64
    let through: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.int32(stream)
        parameters.int64(after)
        parameters.int64(through)
        parameters.id(epoch)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> ChangeEntry {
        ChangeEntry(
            position: Position(try row.int64(0)), operation: try row.id(1), at: try row.instant(2), isCritical: try row.bool(3),
            entities: EncodedJSON(try row.utf8(4)))
    }
}
