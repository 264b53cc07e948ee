/// A GS1 application identifier (AI): the two to four digits that say what the data behind them is. Only those of the standard exist.
///
/// Source: GS1 General Specifications, 3 (definitions) and 7.8 (processing); the table is in ApplicationIdentifierTable.swift.
public struct ApplicationIdentifier: Hashable, Comparable, Sendable {
    /// The digits as a number: 1 is `01`, 3103 is `3103`. No identifier's number is another's.
    public let number: UInt16

    /// nil unless the digits are an identifier of the standard.
    public init?(_ digits: some StringProtocol) {
        let bytes = Array(digits.utf8)
        guard let (identifier, count) = ApplicationIdentifierTable.shared.identifier(in: bytes, at: 0, upTo: bytes.count),
            count == bytes.count
        else { return nil }
        self = identifier
    }

    /// Only for numbers of the table.
    init(number: UInt16) {
        self.number = number
    }

    /// In the order of their digits as text: `01` before `10` before `3103`.
    public static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    /// Every identifier of the standard.
    public static var all: [Self] { ApplicationIdentifierTable.shared.syntaxes.map { Self(number: $0.number) } }

    /// What the standard prints for people: `GTIN`, `BATCH/LOT`. It has none for 8110 and 8112; here they are called coupons, as it defines them.
    public var title: String { syntax?.title ?? "" }

    /// How many characters its data has.
    public var length: ClosedRange<Int> { (syntax?.minimum ?? 1)...(syntax?.maximum ?? 1) }

    /// Whether a separator (FNC1, ASCII 29) must follow unless the data ends there. Identifiers that begin with 00–04, 11–20, 31–36 or 41 have a
    /// length that every reader knows (GS1 General Specifications, 7.8.5); all others need it, even where their length is fixed.
    public var needsSeparator: Bool { syntax?.needsSeparator ?? true }

    /// Whether it may stand in the query of a Digital Link.
    public var isLinkAttribute: Bool { syntax?.isLinkAttribute ?? false }

    /// For measures and amounts, the last digit: how many digits of the data are decimals.
    public var decimals: Int? {
        switch number {
        case 3100...3699, 3900...3959: Int(number % 10)
        default: nil
        }
    }

    var syntax: ApplicationIdentifierSyntax? { ApplicationIdentifierTable.shared.syntax(of: self) }
    var digitCount: Int { number < 100 ? 2 : number < 1000 ? 3 : 4 }
}

extension ApplicationIdentifier: CustomStringConvertible {
    /// The digits: `01`, `3103`.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.appendDigits(Int64(number), width: digitCount)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ApplicationIdentifier {
    /// 00: a logistic unit.
    public static let sscc = Self(number: 0)
    /// 01: the article.
    public static let gtin = Self(number: 1)
    /// 02: the articles inside a logistic unit, with 37.
    public static let content = Self(number: 2)
    /// 10: batch or lot, up to 20 characters.
    public static let batch = Self(number: 10)
    /// 11: the day of production.
    public static let productionDate = Self(number: 11)
    /// 13: the day of packaging.
    public static let packagingDate = Self(number: 13)
    /// 15: the day up to which the quality is assured.
    public static let bestBefore = Self(number: 15)
    /// 16: the last day of sale.
    public static let sellBy = Self(number: 16)
    /// 17: the last day of use.
    public static let expiry = Self(number: 17)
    /// 21: the serial number, up to 20 characters.
    public static let serial = Self(number: 21)
    /// 30: how many pieces are in an article of variable measure.
    public static let variableCount = Self(number: 30)
    /// 37: how many articles are in a logistic unit.
    public static let contentCount = Self(number: 37)
    /// 7003: the last day of use with its time.
    public static let expiryTime = Self(number: 7003)
}
