import NIOCore

/// When a connection has used up the patience there is for it. Looked at now and then by its event loop's sweep, not by timers of its own:
/// a small request that is answered at once costs nothing here.
///
/// Who moves bytes, however slowly, is waited for: time-outs count from the last progress. A share per interval must have moved, so
/// that a byte every few seconds is no progress.
struct ConnectionPatience {
    enum Phase {
        /// For a request's head. The first must come sooner than one on a connection that has proved its worth.
        case waiting(since: NIODeadline, isFirst: Bool)
        /// For more of a body; with the bytes that have come.
        case receiving(bytes: Int)
        /// For the handler.
        case answering(since: NIODeadline)
        /// The last reply is with the kernel: for the client to close.
        case lingering(since: NIODeadline)
    }

    enum Verdict {
        case patient
        /// Nothing was asked: closed without a word.
        case idle
        /// 408.
        case slowRequest
        /// 503.
        case slowAnswer
        /// Cut: it would read a word of ours no sooner than the rest.
        case slowReader
        case lingeredEnough
    }

    private struct Window {
        var since: NIODeadline
        var bytes: Int
    }

    static let lingering = TimeAmount.seconds(2)

    private let idle: TimeAmount
    private let first: TimeAmount
    private let progress: TimeAmount
    private let answer: TimeAmount
    /// What must move within the progress time, either way.
    private let minimumBytes: Int
    private var receiving: Window?
    private var sending: Window?

    init(_ settings: WebSettings) {
        idle = .milliseconds(Int64(settings.idleTimeoutMilliseconds))
        progress = .milliseconds(Int64(settings.progressTimeoutMilliseconds))
        first = min(idle, .milliseconds(Int64(settings.firstRequestTimeoutMilliseconds)))
        answer = .milliseconds(Int64(settings.answerTimeoutMilliseconds))
        minimumBytes = settings.minimumBytesPerSecond * settings.progressTimeoutMilliseconds / 1000
    }

    /// - Parameters:
    ///   - sent: bytes given to the kernel since the connection began; only differences count.
    ///   - unsent: bytes that wait for the client to read.
    mutating func look(_ phase: Phase, sent: Int, unsent: Int, at now: NIODeadline) -> Verdict {
        guard unsent == 0 else {
            receiving = nil
            return isSlow(&sending, sent, now) ? .slowReader : .patient
        }
        sending = nil
        if case .receiving(let bytes) = phase { return isSlow(&receiving, bytes, now) ? .slowRequest : .patient }
        receiving = nil
        switch phase {
        case .waiting(let since, let isFirst): return now - since >= (isFirst ? first : idle) ? .idle : .patient
        case .answering(let since): return now - since >= answer ? .slowAnswer : .patient
        case .lingering(let since): return now - since >= ConnectionPatience.lingering ? .lingeredEnough : .patient
        case .receiving: return .patient
        }
    }

    private func isSlow(_ window: inout Window?, _ bytes: Int, _ now: NIODeadline) -> Bool {
        guard let before = window, bytes >= before.bytes else {
            window = Window(since: now, bytes: bytes)
            return false
        }
        guard now - before.since >= progress else { return false }
        window = Window(since: now, bytes: bytes)
        return bytes - before.bytes < minimumBytes
    }
}
