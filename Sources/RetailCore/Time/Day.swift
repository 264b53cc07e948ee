/// A date of the proleptic Gregorian calendar, as the number of days since 1970-01-01. A store's business day is one.
public struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; below zero before it.
    public let number: Int32

    /// So many days after 1970-01-01.
    public init(number: Int32) {
        self.number = number
    }

    /// nil where no such date exists; years 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, year: year) else {
            return nil
        }
        // Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: Int32(era * 146_097 + dayOfEra - 719_468))
    }

    /// In the order of time.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// Stops at the ends of `Int32` rather than trap.
    public func advanced(by days: Int) -> Self { .init(number: Int32(clamping: Int128(number) + Int128(days))) }

    /// How many days a month (1 … 12) of a year has.
    public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// By the Gregorian calendar, also before it was in use (ISO 8601); month from 1, day from 1.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    /// 1 Monday … 7 Sunday (ISO 8601).
    public var weekday: Int { Int((Int64(number) + 3).flooredDivision(by: 7).remainder) + 1 }
}

extension Day: CustomStringConvertible {
    /// From `YYYY-MM-DD`, years 0001 to 9999; nil for anything else, and for days that don't exist.
    public init?(_ text: some StringProtocol) {
        self.init(utf8: Array(text.utf8)[...])
    }

    init?(utf8 bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D, let year = bytes[start..<(start + 4)].decimal,
            let month = bytes[(start + 5)..<(start + 7)].decimal, let day = bytes[(start + 8)..<(start + 10)].decimal
        else { return nil }
        self.init(year: Int(year), month: Int(month), day: Int(day))
    }

    /// Writes `description` without making a string of it.
    public func appendText(to bytes: inout [UInt8]) {
        let (year, month, day) = civil
        if !(0...9999).contains(year) { bytes.append(year < 0 ? 0x2D : 0x2B) }
        bytes.appendDigits(Int64(year.magnitude), width: year.magnitude > 9999 ? 7 : 4)
        bytes.append(0x2D)
        bytes.appendDigits(Int64(month), width: 2)
        bytes.append(0x2D)
        bytes.appendDigits(Int64(day), width: 2)
    }

    /// `YYYY-MM-DD`; years before 0 or beyond 9999 with a sign (and seven digits where four don't do), which no reader here takes.
    public var description: String {
        var bytes: [UInt8] = []
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Day {
    /// The same day of another month, or its last day where it is shorter. Beyond years 1 to 9999: the first or last of them.
    func advanced(byMonths months: Int) -> Day {
        let (year, month, day) = civil
        let (wanted, index) = Int64(clamping: Int128(year) * 12 + Int128(month) - 1 + Int128(months)).flooredDivision(by: 12)
        let shortened = min(day, Day.length(ofMonth: Int(index) + 1, year: Int(wanted)))
        return Day(year: Int(wanted), month: Int(index) + 1, day: shortened) ?? Day(number: wanted < 1 ? -719_162 : 2_932_896)
    }
}
