extension Tendered {
    /// Whether `text` could be the number of a payment card, which PCI DSS (3.2, 3.3) forbids to keep: 13 to 19 digits, perhaps in groups, that
    /// begin as payment cards do and whose check digit is right (ISO/IEC 7812-1, Luhn).
    ///
    /// Gift cards are numbered in the same way, and of the EAN-13 of vouchers one in ten has this check digit as well: ask only of what may come
    /// from a card. Digits within a longer text are not looked for: many a terminal's token has some, and a sale that was paid must not fail by chance.
    public static func looksLikeCardNumber(_ text: String) -> Bool {
        var digits: [Int] = []
        for scalar in text.unicodeScalars where !isGrouping(scalar) {
            guard ("0"..."9").contains(scalar), digits.count < 19 else { return false }
            digits.append(Int(scalar.value) - 0x30)
        }
        guard digits.count >= 13, let first = digits.first, (2...6).contains(first) else { return false }
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let weighed = place % 2 == 0 ? digit : digit * 2
            sum += weighed > 9 ? weighed - 9 : weighed
        }
        return sum % 10 == 0
    }

    /// Blanks, dashes and dots of any kind.
    private static func isGrouping(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .dashPunctuation: true
        default: scalar == "." || scalar == "\t"
        }
    }
}
