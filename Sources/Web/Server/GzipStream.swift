import CZlib
import NIOCore
import Synchronization

/// zlib's side of one gzip stream (RFC 1952): about 260 KiB while it lives.
private struct Deflate: ~Copyable {
    /// zlib remembers this address, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// nil: there is no memory for it.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 more than the largest window: gzip's head and tail instead of zlib's.
        let result = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// All of the input, compressed; it can be read by the other end without what comes later.
    mutating func compress(_ input: ByteBuffer, isLast: Bool) -> ByteBuffer {
        var input = input
        var output = ByteBufferAllocator().buffer(capacity: Int(deflateBound(stream, UInt(input.readableBytes))) + 16)
        input.withUnsafeMutableReadableBytes { bytes in
            stream.pointee.next_in = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = UInt32(clamping: bytes.count)
            repeat {
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: 64) { space in
                    stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = UInt32(clamping: space.count)
                    deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                    return space.count - Int(stream.pointee.avail_out)
                }
                // No space left: there may be more to come out.
            } while stream.pointee.avail_out == 0
            // Neither may be kept: both belong to buffers that may move.
            stream.pointee.next_in = nil
            stream.pointee.next_out = nil
        }
        return output
    }
}

/// Compresses the pieces of one reply in turn.
final class GzipStream: Sendable {
    private let deflate: Mutex<Deflate>

    /// nil: there is no memory for it.
    init?() {
        guard let deflate = Deflate() else { return nil }
        self.deflate = Mutex(deflate)
    }

    func piece(_ buffer: ByteBuffer) -> ByteBuffer { deflate.withLock { $0.compress(buffer, isLast: false) } }
    func last(_ buffer: ByteBuffer = ByteBuffer()) -> ByteBuffer { deflate.withLock { $0.compress(buffer, isLast: true) } }
}
