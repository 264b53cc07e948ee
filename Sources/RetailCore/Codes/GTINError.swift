/// Why something is not a GTIN.
public enum GTINError: Error, Hashable, Sendable {
    /// Not 8, 12, 13 or 14 characters (a prefix: not 1 to 11).
    case wrongLength(Int)
    /// Something else than digits.
    case notDigits
    /// A number that has no 14-digit form, or an item number that doesn't fit behind its prefix.
    case outOfRange
    /// The last digit should have been this one.
    case wrongCheckDigit(expected: Int)
    /// Not the digits of a UPC-E: number system 0 or 1, six digits, check digit.
    case notUPCE
    /// A packaging level that is not 1 to 8 (0 is the unit itself, 9 says variable measure).
    case wrongIndicator(Int)

    /// The same as a fault of a request's field.
    public func fault(field: String) -> Fault {
        switch self {
        case .wrongLength: .field(field, "gtin.wrong-length", "A GTIN has 8, 12, 13 or 14 digits.")
        case .notDigits: .field(field, "gtin.not-digits", "A GTIN consists of digits only.")
        case .outOfRange: .field(field, "gtin.out-of-range", "The number does not fit in a GTIN.")
        case .wrongCheckDigit(let expected): .field(field, "gtin.wrong-check-digit", "The check digit should be \(expected).")
        case .notUPCE: .field(field, "gtin.not-upc-e", "A UPC-E has 8 digits and begins with 0 or 1.")
        case .wrongIndicator: .field(field, "gtin.wrong-indicator", "A packaging level is 1 to 8, of a unit of at most 13 digits.")
        }
    }
}
