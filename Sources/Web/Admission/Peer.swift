import NIOCore
import NIOHTTP1

/// Who is at the other end of a connection, and what of their share it has. Touched on the connection's event loop only.
final class Peer {
    /// Who a request comes from: the peer, or who it speaks for.
    struct Origin {
        let address: String
        let share: AddressShare
    }

    let address: NetworkAddress?
    let text: String
    let share: AddressShare
    /// Trusted to say for whom it asks. Its connections are its clients' in turn: they are counted by their requests.
    let isProxy: Bool
    /// One of whose sockets this is.
    private var socketShare: AddressShare?

    init(_ channel: any Channel, _ core: WebCore) {
        let address = NetworkAddress(channel.remoteAddress)
        self.address = address
        text = address?.text ?? "unknown"
        share = core.addresses.share(of: address)
        isProxy = address.map { address in core.settings.trustedProxies.contains { $0.contains(address) } } ?? false
    }

    func origin(_ head: HTTPRequestHead, _ parsed: RequestHead, _ core: WebCore) -> Origin {
        guard parsed.isForwarded else { return Origin(address: text, share: share) }
        guard isProxy, let address else {
            core.heardOfProxy(text)
            return Origin(address: text, share: share)
        }
        let client = ClientAddress.find(head.headers, peer: address, trusted: core.settings.trustedProxies)
        return Origin(address: client.text, share: core.addresses.share(of: client))
    }

    /// Room for one more connection; given back when the channel closes.
    ///
    /// - Returns: why there is none, else nil.
    func takeRoom(_ channel: any Channel, _ core: WebCore) -> Refusal? {
        guard isProxy || share.connections.take() else { return .addressConnections }
        guard core.room.take() else {
            if !isProxy { share.connections.give() }
            return .connections
        }
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        channel.closeFuture.whenComplete { _ in
            core.room.give()
            bound.value.leave()
        }
        return nil
    }

    /// - Returns: false if there are as many as may be.
    func takeSocket(of share: AddressShare) -> Bool {
        guard share.sockets.take() else { return false }
        socketShare = share
        return true
    }

    private func leave() {
        if !isProxy { share.connections.give() }
        socketShare?.sockets.give()
        socketShare = nil
    }
}
