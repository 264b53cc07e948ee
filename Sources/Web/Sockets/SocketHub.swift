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

    /// - Parameter number: of a topic's messages that each follower gets once and in order; nil for what is only news.
    package func broadcast(_ text: [UInt8], to topic: UInt64, number: Int64? = nil) {
        loops.broadcast(SocketFrame.text(text), topic, number)
    }

    /// Ends the event loops when the last handler has ended, whose connection may be long cut.
    package func shutdown() async {
        await withCheckedContinuation { ended in loops.answering.notify(queue: .global()) { ended.resume() } }
        try? await group.shutdownGracefully()
    }
}
