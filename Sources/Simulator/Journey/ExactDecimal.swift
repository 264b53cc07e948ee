/// Decimal text as whole numbers. Money never passes through a `Double`, in which 0.10 does not exist.
enum ExactDecimal {
    /// `12.5` → 1250. nil for anything that is not a whole number of cents, or no number.
    static func cents(_ text: ArraySlice<UInt8>) -> Int64? { scaled(text, places: 2) }

    static func integer(_ text: ArraySlice<UInt8>) -> Int64? { scaled(text, places: 0) }

    private static func scaled(_ text: ArraySlice<UInt8>, places: Int) -> Int64? {
        var index = text.startIndex
        let isNegative = index < text.endIndex && text[index] == 0x2D
        if isNegative { index += 1 }
        var value: Int64 = 0
        var digits = 0
        /// Places after the point so far; nil before it.
        var fraction: Int?
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if byte == 0x2E, fraction == nil, places > 0, digits > 0 {
                fraction = 0
                continue
            }
            guard (0x30...0x39).contains(byte) else { return nil }
            digits += 1
            if let known = fraction {
                // Zeros beyond the cents change nothing; anything else would be lost.
                if known == places {
                    if byte == 0x30 { continue } else { return nil }
                }
                fraction = known + 1
            }
            guard let next = shifted(value, Int64(byte - 0x30)) else { return nil }
            value = next
        }
        guard digits > 0, text.last != 0x2E else { return nil }
        for _ in (fraction ?? 0)..<places {
            guard let next = shifted(value, 0) else { return nil }
            value = next
        }
        return isNegative ? -value : value
    }

    private static func shifted(_ value: Int64, _ digit: Int64) -> Int64? {
        let (product, first) = value.multipliedReportingOverflow(by: 10)
        let (sum, second) = product.addingReportingOverflow(digit)
        return first || second ? nil : sum
    }
}
