import Dispatch
import NIOCore
import NIOPosix
import Synchronization

/// The connections of one event loop, and its sockets by topic. Touched on that loop only.
final class SocketLoop {
    let eventLoop: any EventLoop
    private var all: [ObjectIdentifier: SocketConnection] = [:]
    private var requests: [ObjectIdentifier: HTTPConnection] = [:]
    private var topics: [UInt64: [ObjectIdentifier: SocketConnection]] = [:]
    private let counter: SocketCounter
    private var sweeping: RepeatedTask?

    init(_ eventLoop: any EventLoop, _ counter: SocketCounter) {
        (self.eventLoop, self.counter) = (eventLoop, counter)
    }

    func add(_ connection: SocketConnection) {
        all[ObjectIdentifier(connection)] = connection
        counter.count.wrappingAdd(1, ordering: .relaxed)
    }

    func add(_ connection: HTTPConnection) { requests[ObjectIdentifier(connection)] = connection }
    func remove(_ connection: HTTPConnection) { requests[ObjectIdentifier(connection)] = nil }

    func remove(_ connection: SocketConnection) {
        let key = ObjectIdentifier(connection)
        guard all.removeValue(forKey: key) != nil else { return }
        counter.count.wrappingSubtract(1, ordering: .relaxed)
        for topic in connection.topics.keys {
            topics[topic]?[key] = nil
            if topics[topic]?.isEmpty == true { topics[topic] = nil }
        }
    }

    func join(_ connection: SocketConnection, _ topic: UInt64) {
        guard all[ObjectIdentifier(connection)] != nil, connection.topics[topic] == nil else { return }
        connection.topics[topic] = Following()
        topics[topic, default: [:]][ObjectIdentifier(connection)] = connection
    }

    func broadcast(_ frame: ByteBuffer, _ topic: UInt64, _ number: Int64?) {
        guard let members = topics[topic] else { return }
        for connection in members.values { connection.take(frame, of: topic, number) }
    }

    /// One timer for all time-outs of all connections.
    func startSweeping(every interval: TimeAmount) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        sweeping = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            let now = NIODeadline.now()
            for connection in bound.value.all.values { connection.sweep(now) }
            for connection in bound.value.requests.values { connection.sweep(now) }
        }
    }

    func stopSweeping() { sweeping?.cancel() }
}

final class SocketCounter: Sendable {
    let count = Atomic<Int>(0)
}

/// The event loops' sockets. A class per loop, found by the loop.
final class SocketLoops: Sendable {
    private let loops: [NIOLoopBound<SocketLoop>]
    private let eventLoops: [any EventLoop]
    private let counter = SocketCounter()
    /// Requests' handlers, whose answers come back to a loop: the loops must not end before them.
    let answering = DispatchGroup()

    init(_ group: MultiThreadedEventLoopGroup) {
        var loops: [NIOLoopBound<SocketLoop>] = []
        var eventLoops: [any EventLoop] = []
        let counter = self.counter
        for eventLoop in group.makeIterator() {
            eventLoops.append(eventLoop)
            // Made where it will live, so that the binding holds from the first.
            if let bound = try? eventLoop.submit({ NIOLoopBound(SocketLoop(eventLoop, counter), eventLoop: eventLoop) }).wait() {
                loops.append(bound)
            }
        }
        self.loops = loops
        self.eventLoops = eventLoops
    }

    var count: Int { eventLoops.count }
    var openSockets: Int { counter.count.load(ordering: .relaxed) }

    func index(of eventLoop: any EventLoop) -> Int { eventLoops.firstIndex { $0 === eventLoop } ?? 0 }

    /// On the event loop itself only.
    func loop(of eventLoop: any EventLoop) -> SocketLoop { loops[index(of: eventLoop)].value }

    func broadcast(_ frame: ByteBuffer, _ topic: UInt64, _ number: Int64?) {
        for (eventLoop, bound) in zip(eventLoops, loops) { eventLoop.execute { bound.value.broadcast(frame, topic, number) } }
    }

    func startSweeping(every interval: TimeAmount) {
        for (eventLoop, bound) in zip(eventLoops, loops) { eventLoop.execute { bound.value.startSweeping(every: interval) } }
    }
    func stopSweeping() { for (eventLoop, bound) in zip(eventLoops, loops) { eventLoop.execute { bound.value.stopSweeping() } } }
}
