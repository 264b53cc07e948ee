/// A moment in UTC, in microseconds since 1970-01-01, the resolution PostgreSQL keeps.
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let microseconds: Int64

    /// So many microseconds after 1970-01-01T00:00:00Z.
    @inlinable public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// In the order of time.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// Stops at the ends of `Int64` rather than trap.
    public func advanced(bySeconds seconds: Int64) -> Self {
        .init(microseconds: Int64(clamping: Int128(microseconds) + Int128(seconds) * 1_000_000))
    }

    /// Whole seconds since `earlier`, rounded towards zero.
    public func seconds(since earlier: Self) -> Int64 {
        Int64(clamping: (Int128(microseconds) - Int128(earlier.microseconds)) / 1_000_000)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC with microseconds only where there are any: `2017-01-01T11:53:26Z`.
    public var description: String {
        var bytes: [UInt8] = []
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of `description`, written without a detour over `String`.
    public func appendText(to bytes: inout [UInt8]) {
        let (day, rest) = microseconds.flooredDivision(by: 86_400_000_000)
        Day(number: Int32(truncatingIfNeeded: day)).appendText(to: &bytes)
        let seconds = rest / 1_000_000
        bytes.append(0x54)
        bytes.appendDigits(seconds / 3600, width: 2)
        bytes.append(0x3A)
        bytes.appendDigits(seconds / 60 % 60, width: 2)
        bytes.append(0x3A)
        bytes.appendDigits(seconds % 60, width: 2)
        let fraction = rest % 1_000_000
        if fraction != 0 {
            bytes.append(0x2E)
            bytes.appendDigits(fraction, width: 6)
        }
        bytes.append(0x5A)
    }

    /// Reads RFC 3339 (`2017-01-01T11:53:26.25Z`, or with an offset); years 0001 to 9999, in UTC too. Digits beyond microseconds are dropped.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let day = Day(utf8: bytes[0..<10]), bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20,
            bytes[13] == 0x3A, bytes[16] == 0x3A,
            let hour = bytes[11..<13].decimal, let minute = bytes[14..<16].decimal, let second = bytes[17..<19].decimal,
            hour < 24, minute < 60, second < 61
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == 0x2E {
            let start = index + 1
            index = start
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            guard index > start, index - start <= 12 else { return nil }
            for place in 0..<6 { fraction = fraction * 10 + (start + place < index ? Int64(bytes[start + place] - 0x30) : 0) }
        }
        guard index < bytes.count else { return nil }
        var offset: Int64 = 0
        switch bytes[index] {
        case 0x5A, 0x7A:
            guard index + 1 == bytes.count else { return nil }
        case 0x2B, 0x2D:
            guard index + 6 == bytes.count, bytes[index + 3] == 0x3A,
                let hours = bytes[(index + 1)..<(index + 3)].decimal, let minutes = bytes[(index + 4)..<(index + 6)].decimal, hours < 24,
                minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[index] == 0x2D ? -1 : 1)
        default: return nil
        }
        let seconds = Int64(day.number) * 86_400 + hour * 3600 + minute * 60 + second - offset
        // From 0001-01-01 to 9999-12-31: an offset may lead out of the years that can be written.
        guard (-62_135_596_800..<253_402_300_800).contains(seconds) else { return nil }
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }
}

extension Int64 {
    /// Quotient rounded towards minus infinity, and a remainder that is never negative. `divisor` > 0.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    /// A non-negative number, padded with zeros on the left.
    mutating func appendDigits(_ value: Int64, width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}

extension ArraySlice<UInt8> {
    /// Decimal digits and nothing else, at most 18 of them.
    var decimal: Int64? {
        guard !isEmpty, count <= 18 else { return nil }
        var value: Int64 = 0
        for byte in self {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }
}
