import NIOCore
import NIOPosix
import Synchronization

/// A server that answers by a script, byte for byte: what no proper server would do can be tried with it.
final class ScriptedServer: Sendable {
    enum Act: Sendable {
        case answer(String)
        case answerAndClose(String)
        case close
        case silence
    }

    struct Request: Sendable {
        var connection: Int
        var text: String
    }

    private struct State {
        var acts: [Act]
        var requests: [Request] = []
        var connections = 0
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: ScriptedServer
        private let number: Int
        private var text = ""

        init(_ server: ScriptedServer) {
            self.server = server
            number = server.state.withLock { state in
                state.connections += 1
                return state.connections
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard let end = text.firstRange(of: "\r\n\r\n") else { return }
            let length =
                text.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
            guard text[end.upperBound...].utf8.count >= length else { return }
            let request = text
            text = ""
            switch server.next(Request(connection: number, text: request)) {
            case .answer(let words): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: words)), promise: nil)
            case .answerAndClose(let words):
                let channel = context.channel
                channel.writeAndFlush(ByteBuffer(string: words)).whenComplete { _ in channel.close(promise: nil) }
            case .close: context.close(promise: nil)
            case .silence: break
            }
        }
    }

    private let state: Mutex<State>
    private let channel = Mutex<(any Channel)?>(nil)

    /// The last act is done again and again.
    init(_ acts: [Act]) async throws {
        state = Mutex(State(acts: acts))
        let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(self)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = bound }
    }

    var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }
    var requests: [Request] { state.withLock { $0.requests } }
    /// Which connection each request came on.
    var connections: [Int] { requests.map(\.connection) }

    func stop() async {
        try? await channel.withLock { $0 }?.close().get()
    }

    private func next(_ request: Request) -> Act {
        state.withLock { state in
            state.requests.append(request)
            return state.acts.count > 1 ? state.acts.removeFirst() : state.acts.first ?? .silence
        }
    }
}

func answer(_ status: String, _ body: String = "", headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
