import Logging
import Synchronization

/// What a toy server has logged.
final class LogCollector: Sendable {
    private let records = Mutex<[(level: Logger.Level, message: String)]>([])

    func messages(from level: Logger.Level) -> [String] { records.withLock { $0.filter { $0.level >= level }.map(\.message) } }

    var logger: Logger {
        var logger = Logger(label: "toy") { _ in Handler(collector: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            collector.records.withLock { $0.append((event.level, event.message.description)) }
        }
    }
}
