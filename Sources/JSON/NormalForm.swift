@_spi(_Unicode) import Swift

extension String {
    /// In normal form C (Unicode Standard Annex 15): one spelling of what looks the same, so that it is also one in the database, which compares
    /// bytes. Texts take it where they come in.
    package var composed: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        var scalars = UnicodeScalarView()
        for scalar in _nfc { scalars.append(scalar) }
        return String(scalars)
    }
}
