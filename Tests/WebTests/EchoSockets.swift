import NIOCore
import Synchronization
import Web

/// The sockets that are open on a toy server.
final class EchoSockets: Sendable {
    private let state = Mutex<[ObjectIdentifier: Socket]>([:])
    var all: [Socket] { state.withLock { Array($0.values) } }
    func add(_ socket: Socket) { state.withLock { $0[ObjectIdentifier(socket)] = socket } }
    func remove(_ socket: Socket) { state.withLock { $0[ObjectIdentifier(socket)] = nil } }
}

/// Sends back what it hears.
final class EchoHandler: SocketHandler {
    private let sockets: EchoSockets
    init(_ sockets: EchoSockets) { self.sockets = sockets }
    var isAdmitted: Bool { true }
    func opened(_ socket: Socket) { sockets.add(socket) }
    func received(_ text: [UInt8], on socket: Socket) { socket.send(text) }
    func closed(_ socket: Socket) { sockets.remove(socket) }
}
