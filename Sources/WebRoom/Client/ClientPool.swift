import NIOCore
import RetailCore
import Synchronization

/// The connections of a client: at most so many, kept ones first, and who finds none waits in line.
final class ClientPool: Sendable {
    enum Grant: Sendable {
        case kept(ClientConnection)
        /// Leave to open one; given back with `drop`.
        case fresh
        case refused(Fault)
    }

    private struct Waiter {
        var ticket: Int
        var continuation: CheckedContinuation<Grant, Never>
    }

    private struct Idle {
        var connection: ClientConnection
        var since: NIODeadline
    }

    private struct State {
        var idle: [Idle] = []
        /// Connections that are open, being opened, or in use.
        var taken = 0
        var waiters = CircularBuffer<Waiter>()
        var ticket = 0
        var isClosed = false
        var drained: [CheckedContinuation<Void, Never>] = []
    }

    /// Servers close what is silent; one that has been for so long isn't worth the try.
    private static let keptFor = TimeAmount.seconds(30)

    private let limit: Int
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    init(limit: Int, group: any EventLoopGroup) {
        self.limit = limit
        self.group = group
    }

    func take(deadline: NIODeadline) async -> Grant {
        if let grant = state.withLock({ self.grant(&$0) }) { return grant }
        let ticket = state.withLock { state in
            state.ticket += 1
            return state.ticket
        }
        let timer = group.any().scheduleTask(deadline: deadline) { self.leave(ticket, ClientFaults.timeout) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let grant: Grant? = state.withLock { state in
                    if Task.isCancelled { return .refused(ClientFaults.cancelled) }
                    if let grant = self.grant(&state) { return grant }
                    state.waiters.append(Waiter(ticket: ticket, continuation: continuation))
                    return nil
                }
                if let grant { continuation.resume(returning: grant) }
            }
        } onCancel: {
            leave(ticket, ClientFaults.cancelled)
        }
    }

    func giveBack(_ connection: ClientConnection) {
        let (waiter, isClosed) = state.withLock { state -> (Waiter?, Bool) in
            if let waiter = state.waiters.popFirst() { return (waiter, false) }
            if !state.isClosed { state.idle.append(Idle(connection: connection, since: .now())) }
            return (nil, state.isClosed)
        }
        waiter?.continuation.resume(returning: .kept(connection))
        if isClosed {
            connection.close()
            drop()
        }
    }

    /// A connection has ended; the next in line may open one.
    func drop() {
        let (waiter, drained) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            if let waiter = state.waiters.popFirst() { return (waiter, []) }
            state.taken -= 1
            guard state.isClosed, state.taken <= 0 else { return (nil, []) }
            defer { state.drained = [] }
            return (nil, state.drained)
        }
        waiter?.continuation.resume(returning: .fresh)
        for continuation in drained { continuation.resume() }
    }

    /// Refuses who waits and who comes, closes what is idle, and lets what is under way come to its end.
    func close() async {
        let (waiters, idle) = state.withLock { state in
            state.isClosed = true
            defer { (state.waiters, state.idle) = (CircularBuffer(), []) }
            state.taken -= state.idle.count
            return (Array(state.waiters), state.idle)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .refused(ClientFaults.shutDown)) }
        for idle in idle { await idle.connection.closed() }
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                if state.taken > 0 { state.drained.append(continuation) }
                return state.taken <= 0
            }
            if isDrained { continuation.resume() }
        }
    }

    private func grant(_ state: inout State) -> Grant? {
        if state.isClosed { return .refused(ClientFaults.shutDown) }
        while let idle = state.idle.popLast() {
            if idle.connection.isActive, NIODeadline.now() - idle.since < ClientPool.keptFor { return .kept(idle.connection) }
            idle.connection.close()
            state.taken -= 1
        }
        guard state.taken < limit else { return nil }
        state.taken += 1
        return .fresh
    }

    private func leave(_ ticket: Int, _ fault: Fault) {
        let waiter: Waiter? = state.withLock { state in
            guard let place = state.waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.waiters.remove(at: place)
        }
        waiter?.continuation.resume(returning: .refused(fault))
    }
}
