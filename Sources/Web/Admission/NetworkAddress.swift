import Glibc
import NIOCore

/// An IP address as its 128 bits; IPv4 stands within them as `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2).
struct NetworkAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    private init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    private init(four: UInt32) { self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(four)) }

    private init(sixteen bytes: UnsafeRawBufferPointer) {
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// `192.0.2.1`, `2001:db8::1`; in brackets and with a port as proxies write them: `[2001:db8::1]:4711`, `192.0.2.1:4711`.
    init?(_ text: some StringProtocol) {
        var text = Substring(text)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = text[text.index(after: text.startIndex)..<end]
        } else if let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon {
            text = text[..<colon]
        }
        // Long enough for any address there is, and short enough that nothing else is looked at.
        guard (2...45).contains(text.utf8.count) else { return nil }
        let plain = String(text)
        var four = in_addr()
        if inet_pton(AF_INET, plain, &four) == 1 {
            self.init(four: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, plain, &six) == 1 else { return nil }
        self = withUnsafeBytes(of: &six) { NetworkAddress(sixteen: $0) }
    }

    /// Nil for what is no IP address: a Unix socket.
    init?(_ socket: SocketAddress?) {
        guard let socket else { return nil }
        // Behind family and port; of IPv6 behind the flow label, too.
        let address: NetworkAddress? = socket.withSockAddr { pointer, size in
            let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(pointer), count: size)
            switch socket {
            case .v4: return NetworkAddress(four: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            case .v6: return NetworkAddress(sixteen: UnsafeRawBufferPointer(rebasing: bytes[8..<24]))
            default: return nil
            }
        }
        guard let address else { return nil }
        self = address
    }

    var isFour: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// Who counts as one: of IPv6 the 64 bits that a customer is given, for the rest are theirs to choose.
    var subscriber: NetworkAddress { isFour ? self : NetworkAddress(high: high, low: 0) }

    /// The first `bits` of the 128, the others zero.
    func prefix(_ bits: Int) -> NetworkAddress {
        NetworkAddress(
            high: bits >= 64 ? high : bits == 0 ? 0 : high & (UInt64.max << UInt64(64 - bits)),
            low: bits >= 128 ? low : bits <= 64 ? 0 : low & (UInt64.max << UInt64(128 - bits)))
    }

    var text: String {
        if isFour { return (0..<4).map { String(low >> UInt64(24 - $0 * 8) & 255) }.joined(separator: ".") }
        var bytes = (high.bigEndian, low.bigEndian)
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &bytes, &buffer, socklen_t(buffer.count)) != nil else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
