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

/// One device's live socket: hello, then what is critical, at once (ARCHITECTURE.md, "Live").
final class LiveHandler: SocketHandler, Sendable {
    private enum State {
        case waiting
        case admitting
        case live(SessionContext, [StreamName], isPushing: Bool)
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
        guard case .live(let session, let streams, _) = left else { return }
        hub.leave(socket, session, streams)
        note(session, "disconnect", "answered", nil, socket)
    }

    func received(_ text: [UInt8], on socket: Socket) {
        do throws(Fault) {
            guard text.count <= LiveHandler.smallMessageBytes else { return try receivedLong(text, socket) }
            let value = try JSONDocument(text).root
            let type = try value["type"]?.string(within: 20) ?? ""
            switch (type, state.withLock { $0 }) {
            case ("hello", .waiting): try hello(Live.Hello.read(value), socket)
            case ("ping", _): socket.send(Array("{\"type\":\"pong\"}".utf8))
            case ("ack", .live(let session, let streams, _)):
                let cursors = try Live.Ack.read(value).cursors
                try PullService.check(cursors, against: streams)
                watch.saw(ID(session.actor.id), in: session.tenant, cursors: cursors)
            case ("push", .live(let session, _, _)):
                let request = try Live.Push.read(value).request
                try push(session, socket) { () throws(Fault) in request }
            default: throw Fault(.malformed, "live.unexpected", "A message of this type is not expected now.")
            }
        } catch {
            refuse(error, socket)
        }
    }

    /// Nothing but a push is so long.
    private func receivedLong(_ text: [UInt8], _ socket: Socket) throws(Fault) {
        guard case .live(let session, _, _) = state.withLock({ $0 }) else {
            throw Fault(.malformed, "live.too-long", "Before the welcome a message has at most \(LiveHandler.smallMessageBytes) bytes.")
        }
        try push(session, socket) { () throws(Fault) in
            let value = try JSONDocument(text, atMost: JSONDocument.requestTokens).root
            guard try value["type"]?.string(within: 20) == "push" else {
                throw Fault(.malformed, "live.unexpected", "Only a push may be this long.")
            }
            return try Live.Push.read(value).request
        }
    }

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
        if let epoch = hello.epoch, epoch != session.tenant.epoch {
            throw Fault(.conflict, "sync.other-epoch", "The server follows another history.")
        }
        try PullService.check(hello.cursors, against: streams)
        let isOpen = state.withLock { state -> Bool in
            guard case .admitting = state else { return false }
            state = .live(session, streams, isPushing: false)
            return true
        }
        guard isOpen else { return }
        hub.join(socket, session, streams)
        // What ended between the look and the joining was told to nobody here.
        _ = try await services.access.session(bearer: hello.token)
        let heads = try await hub.heads.heads(streams.map(\.description), in: session.tenant)
        hub.begin(session.tenant.id, heads)
        for (name, cursor) in hello.cursors.positions where cursor.value > heads[name]?.head ?? 0 {
            throw Fault(.gone, "sync.position-lost", "The device is ahead of the server.")
        }
        socket.send(JSONWriter.bytes(of: Live.Welcome(epoch: session.tenant.epoch, heads: Cursors(heads.mapValues { Position($0.head) }))))
        note(session, "connect", "answered", nil, socket)
        // What is critical and was missed; the rest comes with the next tick.
        for stream in streams {
            guard let head = heads[stream.description], let cursor = hello.cursors.positions[stream.description], cursor.value < head.head
            else { continue }
            let missed = try await hub.database.read(
                ReadCritical(stream: head.id, after: cursor.value, through: head.head), in: session.tenant.scope)
            for change in missed { socket.send(LiveHub.message(stream, change)) }
        }
    }

    /// One push at a time: a device that has more sends it in one.
    private func push(_ session: SessionContext, _ socket: Socket, _ read: @escaping @Sendable () throws(Fault) -> PushRequest)
        throws(Fault)
    {
        let isFree = state.withLock { state -> Bool in
            guard case .live(let session, let streams, false) = state else { return false }
            state = .live(session, streams, isPushing: true)
            return true
        }
        guard isFree else { throw Fault(.tooMany, "live.busy", "The push before this one is not answered yet.") }
        Task {
            do throws(Fault) {
                // The token may have been revoked since the hello.
                let reply = try await services.door.push(try read(), from: session, origin: socket.origin)
                socket.send(JSONWriter.bytes(of: Live.Pushed(reply: reply)))
            } catch {
                refuse(error, socket)
            }
            state.withLock { state in
                if case .live(let session, let streams, true) = state { state = .live(session, streams, isPushing: false) }
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
