/// One element of a GS1 code: an identifier, its data as it stands, and what the data means.
public struct CodeElement: Hashable, Sendable {
    /// What an element's data was made into.
    public enum Value: Hashable, Sendable {
        /// Nothing but the text.
        case text
        /// An article; the check digit is right.
        case gtin(GTIN)
        /// Where the code said only the month (day 00), its last day.
        case day(Day)
        /// A day and the seconds since its midnight, in the time of wherever the code was made.
        case time(Day, seconds: Int)
        /// A number of pieces.
        case count(Int64)
        /// A measure in a unit as it is written (`kg`, `m²`).
        case measure(CodeDecimal, unit: String)
        /// An amount of money, with its currency where the code names one; nil: that of the shop.
        case amount(CodeDecimal, currency: Currency?)
        /// A share in per cent.
        case percent(CodeDecimal)
    }

    /// Which element it is.
    public let identifier: ApplicationIdentifier
    /// The data as it stands in the code (percent-decoded in a link; a link's GTIN padded to 14 digits).
    public let data: String
    /// What the data means.
    public let value: Value

    init(identifier: ApplicationIdentifier, data: String, value: Value) {
        self.identifier = identifier
        self.data = data
        self.value = value
    }

    /// An element for writing a code.
    ///
    /// - Parameter today: the day from which two-digit years are seen.
    /// - Throws: `CodeProblem` for data that the identifier doesn't allow; positions count from the start of `data`.
    public init(_ identifier: ApplicationIdentifier, _ data: some StringProtocol, today: Day) throws(CodeProblem) {
        guard let syntax = identifier.syntax else { throw CodeProblem(.unknownIdentifier, at: 0, in: identifier) }
        let bytes = Array(data.utf8)
        self = try syntax.element(in: bytes, from: 0, upTo: bytes.count, year: today.civil.year)
    }

    /// An element that is a date (11–17, 4326, 7006 or 7007).
    ///
    /// - Throws: `CodeProblem` `code.wrong-date` for a day that two digits of a year, seen from `today`, can't say; otherwise as above.
    public init(_ identifier: ApplicationIdentifier, _ day: Day, today: Day) throws(CodeProblem) {
        guard let digits = GS1Date.digits(of: day, year: today.civil.year) else { throw CodeProblem(.wrongDate, at: 0, in: identifier) }
        try self.init(identifier, String(decoding: digits, as: UTF8.self), today: today)
    }

    /// An element that is an article (01, 02 or 03).
    ///
    /// - Throws: `CodeProblem` where the identifier's data is not a GTIN.
    public init(_ identifier: ApplicationIdentifier, _ gtin: GTIN, today: Day) throws(CodeProblem) {
        try self.init(identifier, gtin.text14, today: today)
    }
}
