import Glibc

/// Where somebody calls from, as far as it can be told apart: an IPv4 address, or the 64 bits of an IPv6 address that one household or
/// shop has to itself (the other 64 it can change as it likes).
package struct AddressBlock: Hashable, Sendable {
    /// `203.0.113.7`, `2001:db8:0:1::/64`; anything that is no address stays as it is, cut to 64 bytes.
    package let text: String

    package init(_ address: String) {
        var four = in_addr()
        var six = in6_addr()
        // The zone of a link-local address is this machine's own affair.
        let plain = String(address.prefix { $0 != "%" })
        if inet_pton(AF_INET, plain, &four) == 1 {
            text = withUnsafeBytes(of: four) { $0.map(String.init).joined(separator: ".") }
        } else if inet_pton(AF_INET6, plain, &six) == 1 {
            text = AddressBlock.block(withUnsafeBytes(of: six) { Array($0) })
        } else {
            text = String(decoding: address.utf8.prefix(64), as: UTF8.self)
        }
    }

    /// An IPv4 address that came by an IPv6 socket is the IPv4 address.
    private static func block(_ bytes: [UInt8]) -> String {
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        let groups = stride(from: 0, to: 8, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
        return groups.joined(separator: ":") + "::/64"
    }
}
