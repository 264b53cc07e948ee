import Dispatch
import Glibc

/// SIGTERM and SIGINT as an ending to wait for; a second one ends at once.
final class Signals: Sendable {
    private let arrived: AsyncStream<Int32>
    // Safe: held so that they live, and touched by nobody after `init`.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        arrived = stream
        signal(SIGPIPE, SIG_IGN)
        sources = [SIGTERM, SIGINT].map { number in
            // Ignored as far as the system is concerned, so that only the source hears of it: threads that were there before
            // this line would otherwise take it with its default, which is death.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                continuation.yield(number)
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
    }

    func wait() async { for await _ in arrived { return } }
}
