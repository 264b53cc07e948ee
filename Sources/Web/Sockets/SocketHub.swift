import Dispatch
import NIOCore
import NIOPosix

/// All live sockets of this node, and the way to reach many at once: a message is encoded once, each event loop gets one job.
package final class SocketHub: Sendable {
    let group: MultiThreadedEventLoopGroup
    let loops: SocketLoops

    /// - Parameter threads: event loops; 0: one per core.
    package init(threads: Int = 0) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads > 0 ? threads : System.coreCount)
        loops = SocketLoops(group)
    }

    package var count: Int { loops.openSockets }

    package func broadcast(_ text: [UInt8], to topic: UInt64) { loops.broadcast(SocketFrame.text(text), topic) }

    /// Ends the event loops when the last handler has ended, whose connection may be long cut.
    package func shutdown() async {
        await withCheckedContinuation { ended in loops.answering.notify(queue: .global()) { ended.resume() } }
        try? await group.shutdownGracefully()
    }
}
