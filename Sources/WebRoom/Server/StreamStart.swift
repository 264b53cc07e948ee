import Synchronization

/// Whether a stream's head has gone out; asked once by whoever comes first.
final class StreamStart: Sendable {
    private let started = Atomic<Bool>(false)
    func first() -> Bool { !started.exchange(true, ordering: .relaxed) }
}
