package import NIOCore

/// Where a streamed reply writes. Each write returns once the piece is with the kernel, so a slow client slows the writer
/// and memory stays at one piece.
package struct ChunkWriter: Sendable {
    private let sink: @Sendable (ByteBuffer) async throws -> Void

    /// Also for tests, which collect what a handler writes.
    package init(_ sink: @escaping @Sendable (ByteBuffer) async throws -> Void) {
        self.sink = sink
    }

    /// Pieces of 16 KiB and more are the cheapest; each costs a trip to the connection's thread.
    ///
    /// - Throws: when the client is gone, or has not read for the request time-out.
    package func write(_ bytes: [UInt8]) async throws {
        if !bytes.isEmpty { try await sink(ByteBuffer(bytes: bytes)) }
    }

    package func write(_ buffer: ByteBuffer) async throws {
        if buffer.readableBytes > 0 { try await sink(buffer) }
    }

    package func write(_ text: String) async throws {
        if !text.isEmpty { try await sink(ByteBuffer(string: text)) }
    }
}
