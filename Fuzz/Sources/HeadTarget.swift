import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import Web

/// A request's head, as it comes: NIO's parser, then all that this server reads of it.
enum HeadTarget {
    static func run(_ bytes: [UInt8]) {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        try? channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            guard case .head(let head) = part else { continue }
            let read = RequestHead(head)
            _ = read.requestID
            if let target = try? RequestTarget(head.uri) {
                let query = QueryItems(items: target.query)
                try? query.check(against: [.text("q"), .int("limit", 1...1000), .instant("before"), .day("from"), .id("store_id")])
                _ = try? query.text("q")
                _ = try? query.int("limit", 1...1000)
                _ = try? query.instant("before")
                _ = try? query.day("from")
            }
            if let peer = NetworkAddress("10.0.0.1") { _ = ClientAddress.find(head.headers, peer: peer, trusted: []).text }
            _ = try? SocketUpgrade(head, subprotocol: "retail-sync.v1.json")
        }
    }
}
