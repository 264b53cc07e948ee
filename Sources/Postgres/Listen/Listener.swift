import Glibc
package import Logging
import RetailCore
import Synchronization

/// Hears what others NOTIFY, on a thread and a connection of its own.
///
/// A connection can die without a word, so the listener notifies itself on a private channel and takes silence for death.
/// What was notified while it was away is lost: `onReconnect` is the moment to look for oneself.
package final class Listener: Sendable {
    private let servers: Servers
    private let logger: Logger
    private let timing: ListenerTiming
    private let started = Atomic<Bool>(false)
    private let running = Countdown()
    private let connections = Counters.Counter()
    private let stop = StopSignal()

    /// On the server that the database's sessions are on, whichever that is.
    package convenience init(_ database: Database, logger: Logger) {
        self.init(database.engine.servers, logger: logger, timing: ListenerTiming())
    }

    init(_ servers: Servers, logger: Logger, timing: ListenerTiming) {
        self.servers = servers
        self.logger = logger
        self.timing = timing
    }

    /// How often it has connected.
    package var connectionCount: Int { connections.current }

    /// - Parameters:
    ///   - channels: identifiers.
    ///   - onNotification: called on the listener's thread, which it should leave soon.
    ///   - onReconnect: called after every connect, the first one too, when the channels are being listened to.
    package func start(
        channels: [String], onNotification: @Sendable @escaping (_ channel: String, _ payload: String) -> Void,
        onReconnect: @Sendable @escaping () -> Void
    ) {
        guard !started.exchange(true, ordering: .acquiringAndReleasing) else { return }
        running.enter()
        let body: @Sendable () -> Void = {
            self.run(channels, onNotification, onReconnect)
            self.running.leave()
        }
        if !DedicatedThread.start("pg-listen", body) {
            running.leave()
            logger.critical("the system has no thread for the database", metadata: ["thread": "pg-listen"])
        }
    }

    package func shutdown() async {
        stop.raise()
        await running.wait()
    }

    private func run(_ channels: [String], _ onNotification: (String, String) -> Void, _ onReconnect: () -> Void) {
        var backoff = Backoff()
        while !stop.isRaised {
            do throws(Fault) {
                let session = try ListeningSession(servers, channels: channels, timing: timing, stop: stop)
                backoff.reset()
                connections.add(1)
                onReconnect()
                try session.listen(until: stop, onNotification)
            } catch {
                let pause = backoff.next()
                logger.warning(
                    "the listener lost its connection", metadata: ["cause": "\(error.diagnosis ?? error.code)", "pause_ms": "\(pause)"])
                stop.wait(milliseconds: pause)
            }
        }
    }
}
