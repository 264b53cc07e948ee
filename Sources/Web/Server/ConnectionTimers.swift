import NIOCore

/// The time-outs of one HTTP connection. Small requests that come whole and are answered at once start no timer.
final class ConnectionTimers {
    private let eventLoop: any EventLoop
    private let idle: TimeAmount
    private let request: TimeAmount
    /// nil: not idle now.
    private let idleSince: @Sendable () -> NIODeadline?
    private let close: @Sendable () -> Void
    private var idleTimer: Scheduled<Void>?
    private var requestTimer: Scheduled<Void>?
    private var isStopped = false

    init(
        _ eventLoop: any EventLoop, idle: TimeAmount, request: TimeAmount, idleSince: @escaping @Sendable () -> NIODeadline?,
        close: @escaping @Sendable () -> Void
    ) {
        (self.eventLoop, self.idle, self.request, self.idleSince, self.close) = (eventLoop, idle, request, idleSince, close)
        lookForIdleness(at: .now() + idle)
    }

    /// One timer for the connection's life, put off when it finds that something has happened: not one per request. Bytes of a head
    /// that never comes to its end don't count as something.
    private func lookForIdleness(at deadline: NIODeadline) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        idleTimer = eventLoop.scheduleTask(deadline: deadline) {
            let timers = bound.value
            guard !timers.isStopped else { return }
            let end = (timers.idleSince() ?? .now()) + timers.idle
            if end <= .now() { timers.close() } else { timers.lookForIdleness(at: end) }
        }
    }

    func expectRequest(_ giveUp: @escaping @Sendable () -> Void) {
        if requestTimer == nil { requestTimer = eventLoop.scheduleTask(in: request, giveUp) }
    }

    func requestCame() {
        requestTimer?.cancel()
        requestTimer = nil
    }

    /// What is written must be with the kernel within the request time-out, or the client has stopped reading.
    func watch(_ written: EventLoopFuture<Void>) {
        let close = close
        let timer = eventLoop.scheduleTask(in: request) { close() }
        written.whenComplete { _ in timer.cancel() }
    }

    func stop() {
        isStopped = true
        idleTimer?.cancel()
        requestCame()
    }
}
