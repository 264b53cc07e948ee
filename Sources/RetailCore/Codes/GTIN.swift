/// A Global Trade Item Number, kept as the number its 14 digits make: zeros on the left don't matter, so the 8-, 12-, 13- and 14-digit forms
/// of one article are equal, and the check digit is the same in all.
///
/// Source: GS1 General Specifications, 7.9 (check digit) and 3.3 (GTIN).
public struct GTIN: Hashable, Comparable, Sendable {
    /// 0 … 99,999,999,999,999, check digit included.
    public let value: Int64

    /// In the order of the numbers.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    /// Reads 8, 12, 13 or 14 decimal digits.
    ///
    /// - Throws: `GTINError` for another length, another character, or a check digit that isn't right.
    public init(text: some StringProtocol) throws(GTINError) {
        let bytes = Array(text.utf8)
        guard [8, 12, 13, 14].contains(bytes.count) else { throw .wrongLength(bytes.count) }
        guard let value = bytes[...].decimal else { throw .notDigits }
        try self.init(value: value)
    }

    /// From the number itself, as it is stored.
    ///
    /// - Throws: `GTINError`.
    public init(value: Int64) throws(GTINError) {
        guard (0...99_999_999_999_999).contains(value) else { throw .outOfRange }
        let expected = Self.checkDigit(of: value / 10)
        guard Int(value % 10) == expected else { throw .wrongCheckDigit(expected: expected) }
        self.value = value
    }

    /// An EAN-13 (GTIN-13): a prefix of 1 to 11 digits (GS1 company prefix, or an in-store one), then the item number padded to 12 digits,
    /// then the check digit.
    ///
    /// - Throws: `GTINError` for a prefix that isn't one, or an item number that is negative or too long for the room left.
    public init(ean13Prefix prefix: some StringProtocol, item: Int64) throws(GTINError) {
        let digits = Array(prefix.utf8)
        guard (1...11).contains(digits.count) else { throw .wrongLength(digits.count) }
        guard let head = digits[...].decimal else { throw .notDigits }
        var room: Int64 = 1
        for _ in digits.count..<12 { room *= 10 }
        guard (0..<room).contains(item) else { throw .outOfRange }
        let body = head * room + item
        try self.init(value: body * 10 + Int64(Self.checkDigit(of: body)))
    }

    /// A body of at most 13 digits with its check digit.
    init(body: Int64) {
        value = body * 10 + Int64(Self.checkDigit(of: body))
    }

    /// The check digit that belongs behind `body`, the number without it: weights 3, 1, 3, 1, … from the right. The sign is ignored.
    public static func checkDigit(of body: Int64) -> Int {
        var rest = body.magnitude
        var weight = 3
        var sum = 0
        while rest > 0 {
            sum += Int(rest % 10) * weight
            rest /= 10
            weight = 4 - weight
        }
        return (10 - sum % 10) % 10
    }

    /// From digits already known to be as many as a GTIN has.
    init(digits: ArraySlice<UInt8>) throws(GTINError) {
        guard let value = digits.decimal else { throw .notDigits }
        try self.init(value: value)
    }

    /// All 14 digits.
    public var text14: String { text(width: 14) }

    /// The 13 digits of an EAN-13 (or of a UPC-A behind a zero); nil where 14 are needed.
    public var text13: String? { value < 10_000_000_000_000 ? text(width: 13) : nil }

    /// The 12 digits of a UPC-A (GTIN-12); nil where more are needed.
    public var text12: String? { value < 1_000_000_000_000 ? text(width: 12) : nil }

    /// The 8 digits of an EAN-8 (GTIN-8); nil where more are needed.
    public var text8: String? { value < 100_000_000 ? text(width: 8) : nil }

    func text(width: Int) -> String {
        var bytes: [UInt8] = []
        bytes.appendDigits(value, width: width)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension GTIN: CustomStringConvertible {
    /// The 14 digits.
    public var description: String { text14 }
}
