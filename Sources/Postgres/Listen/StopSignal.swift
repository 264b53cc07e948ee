import Glibc
import Synchronization

/// Tells a thread that is in `poll` to stop: a descriptor that becomes readable.
final class StopSignal: Sendable {
    let descriptor: Int32
    private let writingEnd: Int32
    private let raised = Atomic<Bool>(false)

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        descriptor = ends[0]
        writingEnd = ends[1]
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit { for end in [descriptor, writingEnd] where end >= 0 { close(end) } }

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Never read again, so that every later `poll` comes back at once too.
    func raise() {
        guard !raised.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 1
        write(writingEnd, &byte, 1)
    }

    func wait(milliseconds: Int) {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&event, 1, Int32(clamping: milliseconds))
    }
}
