package import Logging

extension Logger {
    /// For what a test starts and does not listen to.
    package static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
