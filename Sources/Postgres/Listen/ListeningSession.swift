import CPostgres
import Glibc
import RetailCore

/// One connection of a listener, until it dies.
final class ListeningSession {
    private let opened: Servers.Opened
    private var handle: OpaquePointer { opened.handle }
    private let timing: ListenerTiming
    /// Nobody else knows it, so what comes in on it is the listener's own.
    private let heartbeatChannel = "heartbeat_" + String(UInt64.random(in: 0 ... .max), radix: 36)

    init(_ servers: Servers, channels: [String], timing: ListenerTiming, stop: StopSignal) throws(Fault) {
        let channels = channels + [heartbeatChannel]
        for channel in channels where !Scope.isIdentifier(channel) { throw DatabaseFault.misuse("\(channel) is no channel") }
        opened = try servers.open(stop: stop)
        self.timing = timing
        try PlainSession.ask(
            handle, channels.map { "LISTEN \"\($0)\"" }.joined(separator: "; "), milliseconds: timing.patienceMilliseconds, stop: stop)
    }

    deinit { opened.close() }

    /// Throws when the connection is lost or silent; comes back when told to stop.
    func listen(until stop: StopSignal, _ onNotification: (_ channel: String, _ payload: String) -> Void) throws(Fault) {
        var beatDue = MonotonicClock.after(milliseconds: timing.heartbeatMilliseconds)
        var answerDue: Int64?
        while !stop.isRaised {
            let now = MonotonicClock.now
            if let due = answerDue, now >= due { throw DatabaseFault.connectionLost("no heartbeat in \(timing.patienceMilliseconds) ms") }
            // The last NOTIFY has to be answered before libpq takes another.
            if answerDue == nil, now >= beatDue {
                guard PQsendQuery(handle, "NOTIFY \"\(heartbeatChannel)\"") == 1 else { throw lost() }
                answerDue = MonotonicClock.after(milliseconds: timing.patienceMilliseconds)
            }
            try wait(until: answerDue ?? beatDue, stop)
            guard PQconsumeInput(handle) == 1 else { throw lost() }
            while PQisBusy(handle) == 0, let result = PQgetResult(handle) {
                defer { PQclear(result) }
                guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw lost() }
            }
            while let notification = PQnotifies(handle) {
                defer { PQfreemem(notification) }
                let channel = notification.pointee.relname.map { String(cString: $0) } ?? ""
                let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
                if channel == heartbeatChannel {
                    answerDue = nil
                    beatDue = MonotonicClock.after(milliseconds: timing.heartbeatMilliseconds)
                } else {
                    onNotification(channel, payload)
                }
            }
        }
    }

    private func wait(until deadline: Int64, _ stop: StopSignal) throws(Fault) {
        let unsent = PQflush(handle)
        guard unsent >= 0, PQsocket(handle) >= 0 else { throw lost() }
        var descriptors = [
            pollfd(fd: PQsocket(handle), events: Int16(POLLIN | (unsent == 1 ? POLLOUT : 0)), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&descriptors, 2, MonotonicClock.milliseconds(until: deadline))
    }

    private func lost() -> Fault { PlainSession.lost(handle) }
}
