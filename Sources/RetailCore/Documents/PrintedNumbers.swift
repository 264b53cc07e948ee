extension ReceiptWords {
    /// An amount with its currency's decimal digits: `-1234.50`.
    public func text(_ amount: Money, in currency: Currency) -> String {
        decimal(amount.minor, digits: currency.minorDigits)
    }

    /// Without zeros at the end: `3`, `1.5`.
    public func text(_ quantity: Quantity) -> String {
        trimmed(decimal(quantity.milli, digits: 3))
    }

    /// `19%`, `8.875%`.
    public func percent(rateMicro: Int64) -> String {
        trimmed(decimal(rateMicro, digits: 4)) + "%"
    }

    /// A date in the layout's style.
    public func text(_ day: Day) -> String {
        let iso = day.description
        let parts = iso.split(separator: "-")
        // Years before 0 are written with a sign, which no other style has.
        guard parts.count == 3, !iso.hasPrefix("-") else { return iso }
        switch dateStyle {
        case .iso: return iso
        case .dotted: return "\(parts[2]).\(parts[1]).\(parts[0])"
        case .monthFirst: return "\(parts[1])/\(parts[2])/\(parts[0])"
        }
    }

    /// Date and minutes on the clocks of a place.
    public func text(_ instant: Instant, in zone: TimeZoneRules) -> String {
        let (day, rest) = zone.local(instant)
        var clock: [UInt8] = []
        clock.appendDigits(rest / 3600, width: 2)
        clock.append(UInt8(ascii: ":"))
        clock.appendDigits(rest / 60 % 60, width: 2)
        return text(day) + " " + String(decoding: clock, as: UTF8.self)
    }

    private func decimal(_ value: Int64, digits: Int) -> String {
        var text = String(value.magnitude)
        if text.utf8.count <= digits { text = String(repeating: "0", count: digits + 1 - text.utf8.count) + text }
        let whole = text.dropLast(digits)
        var result = value < 0 ? "-" : ""
        for (index, digit) in whole.enumerated() {
            if let groupSeparator, index > 0, (whole.count - index) % 3 == 0 { result.append(groupSeparator) }
            result.append(digit)
        }
        guard digits > 0 else { return result }
        return result + String(decimalSeparator) + text.suffix(digits)
    }

    private func trimmed(_ decimal: String) -> String {
        var text = decimal[...]
        while text.last == "0" { text.removeLast() }
        if text.last == decimalSeparator { text.removeLast() }
        return String(text)
    }
}
