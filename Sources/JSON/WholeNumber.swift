import RetailCore

/// Whole numbers of 64 bits from the text of a JSON number, exactly.
enum WholeNumber {
    /// Digits alone, with an optional minus.
    static func plain(_ text: ArraySlice<UInt8>) throws(Fault) -> Int64 {
        let isNegative = text.first == 0x2D
        var value: Int64 = 0
        for byte in isNegative ? text.dropFirst() : text { value = try append(byte &- 0x30, to: value, isNegative) }
        return value
    }

    /// With a fraction, an exponent, or both: whole where only zeros stand behind the point once it has been moved.
    ///
    /// Linear in the text's length: the exponent is counted no further than it can matter.
    static func exact(_ text: ArraySlice<UInt8>) throws(Fault) -> Int64 {
        let isNegative = text.first == 0x2D
        let unsigned = isNegative ? text.dropFirst() : text
        let mantissa = unsigned.prefix { $0 | 0x20 != 0x65 }
        let whole = mantissa.prefix { $0 != 0x2E }
        var digits = Array(whole) + mantissa.dropFirst(whole.count + 1)
        // Zeros at the end only move the point.
        var point = whole.count + exponent(unsigned.dropFirst(mantissa.count + 1), reach: text.count)
        while digits.last == 0x30 { digits.removeLast() }
        guard digits.contains(where: { $0 != 0x30 }) else { return 0 }
        guard digits.count <= point else {
            throw Fault.field("", "not-whole", "Expected a whole number.")
        }
        var value: Int64 = 0
        for digit in digits { value = try append(digit &- 0x30, to: value, isNegative) }
        point -= digits.count
        // A value that is not zero outgrows 64 bits within twenty steps.
        while point > 0 {
            value = try append(0, to: value, isNegative)
            point -= 1
        }
        return value
    }

    /// Held within what can still make a whole number of 64 bits of `reach` digits.
    private static func exponent(_ text: ArraySlice<UInt8>, reach: Int) -> Int {
        guard let sign = text.first else { return 0 }
        let limit = reach + 20
        var value = 0
        for byte in sign == 0x2B || sign == 0x2D ? text.dropFirst() : text { value = min(limit, value * 10 + Int(byte &- 0x30)) }
        return sign == 0x2D ? -value : value
    }

    private static func append(_ digit: UInt8, to value: Int64, _ isNegative: Bool) throws(Fault) -> Int64 {
        let (product, first) = value.multipliedReportingOverflow(by: 10)
        let (sum, second) =
            isNegative ? product.subtractingReportingOverflow(Int64(digit)) : product.addingReportingOverflow(Int64(digit))
        guard !first, !second else { throw Fault.field("", "out-of-range", "The number does not fit 64 bits.") }
        return sum
    }
}
