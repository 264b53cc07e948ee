import Glibc
import Synchronization

/// SIGTERM and SIGINT as an ending to wait for.
///
/// They are blocked in every thread and taken by one that does nothing else: a handler may call next to nothing, a thread anything.
final class Signals: Sendable {
    private let arrived: AsyncStream<Int32>

    /// Before any other thread is made, so that all inherit the mask.
    init() {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        arrived = stream
        let waiting = set
        let body = Unmanaged.passRetained(Body { Signals.take(waiting, continuation) })
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
    }

    func wait() async { for await _ in arrived { return } }

    private static func take(_ set: sigset_t, _ continuation: AsyncStream<Int32>.Continuation) {
        var set = set
        var number: Int32 = 0
        guard sigwait(&set, &number) == 0 else { return }
        continuation.yield(number)
        // The second time nobody wants to wait.
        if sigwait(&set, &number) == 0 { exit(130) }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
