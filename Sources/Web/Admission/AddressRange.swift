/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one alone.
package struct AddressRange: Sendable, CustomStringConvertible {
    private let first: NetworkAddress
    /// Of 128.
    private let bits: Int
    package let description: String

    /// Nil for what is no range, also one with bits set behind its prefix: that is a slip of the pen.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = NetworkAddress(parts[0]) else { return nil }
        let width = address.isFour ? 32 : 128
        guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
        bits = 128 - width + length
        guard address.prefix(bits) == address else { return nil }
        first = address
        description = text
    }

    func contains(_ address: NetworkAddress) -> Bool { address.prefix(bits) == first }
}
