/// Whether `text` could be the number of a payment card, which PCI DSS (3.2, 3.3) forbids to keep: 13 to 19 digits, perhaps in groups, that
/// begin as payment cards do and whose check digit is right (ISO/IEC 7812-1, Luhn).
///
/// Gift cards are numbered in the same way, and of the EAN-13 of vouchers one in ten has this check digit as well: ask only of what may come
/// from a card.
public func looksLikeCardNumber(_ text: String) -> Bool {
    var digits: [UInt8] = []
    for byte in text.utf8 where byte != 0x20 && byte != 0x2D {
        guard (0x30...0x39).contains(byte), digits.count < 19 else { return false }
        digits.append(byte - 0x30)
    }
    guard digits.count >= 13, let first = digits.first, (2...6).contains(first) else { return false }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
        let weighed = place % 2 == 0 ? Int(digit) : Int(digit) * 2
        sum += weighed > 9 ? weighed - 9 : weighed
    }
    return sum % 10 == 0
}
