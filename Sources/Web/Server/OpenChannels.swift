import NIOCore
import Synchronization

/// The accepted connections that are open: those that outlast the grace period of a stop are cut.
final class OpenChannels: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        channels.withLock { $0[key] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in self?.channels.withLock { $0[key] = nil } }
    }

    func cut() async {
        let left = channels.withLock { Array($0.values) }
        for channel in left { channel.close(promise: nil) }
        for channel in left { try? await channel.closeFuture.get() }
    }
}
