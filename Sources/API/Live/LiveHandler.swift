import Access
import Door
import JSON
import Operations
import Postgres
import RetailCore
package import Sync
import SyncProtocol
import Synchronization
package import Web

/// One device's live socket: hello, then what is critical, at once (ARCHITECTURE.md, "Sync").
final class LiveHandler: SocketHandler, Sendable {
    private enum State {
        case waiting
        case admitting
        case live(SessionContext, ID<Epoch>, [StreamName], isPushing: Bool)
        case closed
    }

    /// What an event loop reads itself, and all that it takes from a peer who has not said hello: a token and sixty-four cursors fit.
    /// A push that is longer is read in a task of its own, for the loop has other sockets to serve.
    static let smallMessageBytes = 8 << 10

    private let services: Services
    private let hub: LiveHub
    private let watch: DeviceWatch
    private let state = Mutex(State.waiting)

    init(_ services: Services, _ hub: LiveHub, _ watch: DeviceWatch) {
        (self.services, self.hub, self.watch) = (services, hub, watch)
    }

    var isAdmitted: Bool {
        state.withLock { if case .waiting = $0 { false } else { true } }
    }

    func opened(_ socket: Socket) {}

    func closed(_ socket: Socket) {
        let left = state.withLock { state -> State in
            defer { state = .closed }
            return state
        }
        guard case .live(let session, let epoch, let streams, _) = left else { return }
        hub.leave(socket, session, epoch, streams)
        note(session, "disconnect", "answered", nil, socket)
    }

    func received(_ text: [UInt8], on socket: Socket) {
        do throws(Fault) {
            guard text.count <= LiveHandler.smallMessageBytes else { return try receivedLong(text, socket) }
            let value = try JSONDocument(text).root
            let type = try value["type"]?.string(within: 20) ?? ""
            switch (type, state.withLock { $0 }) {
            case ("hello", .waiting): try hello(Live.Hello.read(value), socket)
            case ("ping", _): socket.send(JSONWriter.bytes(of: Live.Pong()))
            case ("ack", .live(let session, _, let streams, _)):
                let cursors = try PullService.own(try Live.Ack.read(value).cursors, of: streams)
                watch.saw(ID(session.actor.id), in: session.tenant, cursors: cursors)
            case ("push", .live(let session, _, _, _)): push(session, socket, numbered: Live.Push.number(in: value)) { value }
            default: throw LiveHandler.unexpected
            }
        } catch {
            refuse(error, socket)
        }
    }

    /// Nothing but a push is so long.
    private func receivedLong(_ text: [UInt8], _ socket: Socket) throws(Fault) {
        guard case .live(let session, _, _, _) = state.withLock({ $0 }) else {
            throw Fault(.malformed, "live.too-long", "Before the welcome a message has at most \(LiveHandler.smallMessageBytes) bytes.")
        }
        push(session, socket, numbered: nil) { () throws(Fault) in
            let value = try JSONDocument(text, atMost: JSONDocument.requestTokens).root
            guard try value["type"]?.string(within: 20) == "push" else { throw LiveHandler.unexpected }
            return value
        }
    }

    private static let unexpected = Fault(.malformed, "live.unexpected", "A message of this type is not expected now.")

    private func refuse(_ fault: Fault, _ socket: Socket) {
        let code: Live.Close
        switch fault.kind {
        // It would be said again of the same cursors, not of others.
        case .forbidden where fault.code == "sync.out-of-scope": code = .malformed
        case .forbidden where fault.code == "tenant.suspended": code = .resync
        case .unauthenticated, .forbidden: code = .revoked
        case .conflict: code = fault.code == "sync.superseded" ? .superseded : .resync
        case .gone: code = .positionLost
        case .unavailable, .tooMany: code = .resync
        default: code = .malformed
        }
        socket.close(code: code.rawValue, reason: fault.code)
    }

    private func hello(_ hello: Live.Hello, _ socket: Socket) throws(Fault) {
        state.withLock { $0 = .admitting }
        Task {
            do throws(Fault) {
                try await admit(hello, socket)
            } catch {
                refuse(error, socket)
            }
        }
    }

    private func admit(_ hello: Live.Hello, _ socket: Socket) async throws(Fault) {
        let session = try await services.access.session(bearer: hello.token)
        _ = try session.grant(for: FollowStreams.self)
        let streams = try PullService.scope(of: session)
        let cursors = try PullService.own(hello.cursors, of: streams)
        let names = streams.map(\.description)
        let epoch = try await hub.heads.heads(names, in: session.tenant).epoch
        let fork = try await fork(of: hello.epoch, cursors, from: epoch, session, streams)
        let isOpen = state.withLock { state -> Bool in
            guard case .admitting = state else { return false }
            state = .live(session, epoch, streams, isPushing: false)
            return true
        }
        guard isOpen else { return }
        let topics = hub.join(socket, session, epoch, streams)
        // What ended between the look and the joining was told to nobody here.
        _ = try await services.access.session(bearer: hello.token)
        let heads = try await hub.heads.heads(names, in: session.tenant)
        guard heads.epoch == epoch else { throw LiveHandler.otherEpoch }
        hub.begin(session.tenant.id, heads, streams)
        for (name, cursor) in cursors.positions where cursor.value > heads[name]?.head ?? 0 {
            throw Fault(.gone, "sync.position-lost", "The device is ahead of the server.")
        }
        socket.send(JSONWriter.bytes(of: Live.Welcome(epoch: epoch, fork: fork, heads: heads.positions)))
        note(session, "connect", "answered", nil, socket)
        // What is critical and was missed, then what was told since the joining; the rest comes with the next tick.
        for stream in streams {
            let head = heads[stream.description]
            if let head, let cursor = cursors.positions[stream.description], cursor.value < head.head {
                let missed = try await hub.database.read(
                    ReadCritical(epoch: epoch, stream: head.id, after: cursor.value, through: head.head), in: session.tenant.scope)
                for change in missed { socket.send(LiveHub.message(stream, change)) }
            }
            if let topic = topics[stream] { socket.release(topic, after: head?.head ?? 0) }
        }
    }

    private static let otherEpoch = Fault(.conflict, "sync.other-epoch", "The server follows another history.")

    /// What a device is told that comes from another history; who has seen what the server lacks pulls first.
    private func fork(
        of other: ID<Epoch>?, _ cursors: Cursors, from epoch: ID<Epoch>, _ session: SessionContext, _ streams: [StreamName]
    ) async throws(Fault) -> Fork? {
        guard let other, other != epoch else { return nil }
        let fork = try await Forks.read(hub.database, session.tenant, since: other, streams, ID(session.actor.id))
        guard fork.epoch == epoch, fork.covers(cursors) else { throw LiveHandler.otherEpoch }
        return fork
    }

    /// One push at a time: a device that has more sends it in one. What is refused is told as by HTTP, and the socket stays, unless the
    /// device has nothing more to say on it.
    private func push(
        _ session: SessionContext, _ socket: Socket, numbered number: Int64?, _ read: @escaping @Sendable () throws(Fault) -> JSONValue
    ) {
        let isFree = state.withLock { state -> Bool in
            guard case .live(let session, let epoch, let streams, false) = state else { return false }
            state = .live(session, epoch, streams, isPushing: true)
            return true
        }
        guard isFree else {
            let busy = Fault(.tooMany, "live.busy", "The push before this one is not answered yet.")
            return socket.send(JSONWriter.bytes(of: Live.Refused(number: number, busy)))
        }
        Task {
            var number = number
            do throws(Fault) {
                let value = try read()
                number = Live.Push.number(in: value)
                let push = try Live.Push.read(value)
                // The token may have been revoked since the hello.
                let reply = try await services.door.push(push.request, from: session, origin: socket.origin)
                socket.send(JSONWriter.bytes(of: Live.Pushed(number: number, reply: reply)))
            } catch {
                socket.send(JSONWriter.bytes(of: Live.Refused(number: number, error)))
                let isOver = error.kind == .unauthenticated || error.kind == .forbidden || error.code == "live.unexpected"
                if isOver || error.code == "sync.superseded" || error.code == "sync.other-epoch" { refuse(error, socket) }
            }
            state.withLock { state in
                if case .live(let session, let epoch, let streams, true) = state {
                    state = .live(session, epoch, streams, isPushing: false)
                }
            }
        }
    }

    private func note(_ session: SessionContext, _ action: String, _ outcome: String, _ detail: String?, _ socket: Socket) {
        services.audit.note(
            AuditAttempt(actor: session.actor.id, action: action, outcome: outcome, detail: detail, from: socket.origin),
            on: ID(session.actor.id), in: session.tenant)
    }
}

extension Services {
    /// The live socket's route.
    package func socketRoute(_ hub: LiveHub, _ watch: DeviceWatch) -> SocketRoute {
        SocketRoute(path: "/v1/sync/live", subprotocol: Live.subprotocol) { LiveHandler(self, hub, watch) }
    }
}
