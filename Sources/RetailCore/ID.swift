/// A UUID that says what it identifies, so that a product's id can't be passed where a store's is meant.
///
/// Ordered as its bytes are, which is PostgreSQL's order of `uuid`, so that keys sorted here are locked there in the same order.
public struct ID<Subject>: Hashable, Sendable {
    /// The first eight bytes.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// The id of these 16 bytes.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The same bits, said to identify something else (a sale's id is its operation's, say).
    @inlinable public init<Other>(_ other: ID<Other>) {
        self.init(high: other.high, low: other.low)
    }

    /// The id that stands for "none" where a key column can't be null (RFC 9562, 5.9).
    @inlinable public static var none: Self { .init(high: 0, low: 0) }
    @inlinable public var isNone: Bool { high == 0 && low == 0 }
}

extension ID: Comparable {
    /// In the order of the bytes.
    @inlinable public static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

extension ID: CustomStringConvertible {
    /// Reads the 36-character form of RFC 9562, in either case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parsed: ID?? = text.utf8.withContiguousStorageIfAvailable { ID(utf8: UnsafeRawBufferPointer($0)) }
        if let parsed {
            guard let parsed else { return nil }
            self = parsed
        } else {
            let bytes = Array(text.utf8)
            guard let parsed = bytes.withUnsafeBytes({ ID(utf8: $0) }) else { return nil }
            self = parsed
        }
    }

    /// Reads the 36-character form from UTF-8 bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 36, bytes[8] == 0x2D, bytes[13] == 0x2D, bytes[18] == 0x2D, bytes[23] == 0x2D else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 { continue }
            let nibble: UInt64
            switch byte {
            case 0x30...0x39: nibble = UInt64(byte - 0x30)
            case 0x61...0x66: nibble = UInt64(byte - 0x61 + 10)
            case 0x41...0x46: nibble = UInt64(byte - 0x41 + 10)
            default: return nil
            }
            if digits < 16 { halves.0 = halves.0 << 4 | nibble } else { halves.1 = halves.1 << 4 | nibble }
            digits += 1
        }
        self.init(high: halves.0, low: halves.1)
    }

    /// The lower-case 36-character form, written without a detour over `String`.
    public func appendText(to bytes: inout [UInt8]) {
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { bytes.append(0x2D) }
            let half = digit < 16 ? high : low
            let nibble = UInt8(truncatingIfNeeded: half >> (60 - UInt64(digit & 15) * 4)) & 15
            bytes.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
        }
    }

    /// The 36 lower-case characters of RFC 9562.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The 16 bytes, in the order of the text.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - UInt64($0) * 8)) }
            + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - UInt64($0) * 8)) }
    }
}
