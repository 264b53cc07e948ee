/// Where sockets are served, and who speaks on them.
package struct SocketRoute: Sendable {
    package let path: String
    package let subprotocol: String
    let makeHandler: @Sendable () -> any SocketHandler

    package init(path: String, subprotocol: String, makeHandler: @escaping @Sendable () -> any SocketHandler) {
        (self.path, self.subprotocol, self.makeHandler) = (path, subprotocol, makeHandler)
    }
}

/// What speaks on one socket. Called on the connection's event loop, one call at a time: keep it short.
package protocol SocketHandler: AnyObject {
    func opened(_ socket: Socket)
    /// A whole text message.
    func received(_ text: [UInt8], on socket: Socket)
    func closed(_ socket: Socket)
    /// Has the peer said who it is? Until then it has five seconds.
    var isAdmitted: Bool { get }
}
