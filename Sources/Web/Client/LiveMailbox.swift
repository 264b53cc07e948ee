import RetailCore
import Synchronization

/// What a live connection has brought and nobody has taken yet, and how it ended.
final class LiveMailbox: Sendable {
    static let maximumWaiting = 65_536

    private struct State {
        var closeCode: UInt16?
        var fault: Fault?
    }

    let messages: AsyncStream<[UInt8]>
    private let feed: AsyncStream<[UInt8]>.Continuation
    private let state = Mutex(State())

    init() {
        (messages, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(LiveMailbox.maximumWaiting))
    }

    var closeCode: UInt16? { state.withLock { $0.closeCode } }
    /// Why the handshake was given up.
    var fault: Fault? { state.withLock { $0.fault } }

    /// - Returns: false when the mailbox is full or nobody reads any more.
    func deliver(_ message: [UInt8]) -> Bool {
        if case .enqueued = feed.yield(message) { true } else { false }
    }

    func fail(_ fault: Fault) { state.withLock { $0.fault = $0.fault ?? fault } }

    /// The first code stands.
    func end(_ code: UInt16?) { state.withLock { $0.closeCode = $0.closeCode ?? code } }

    /// The connection is gone: whoever reads gets what is left and then the end.
    func finish() { feed.finish() }
}
