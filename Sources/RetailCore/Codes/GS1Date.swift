/// Dates as GS1 codes have them.
///
/// Source: GS1 General Specifications, 3.4 (YYMMDD) and 7.12 (century of a two-digit year).
enum GS1Date {
    /// The year that two digits mean, seen from `current`: from 49 years back to 50 ahead.
    static func year(_ twoDigits: Int, from current: Int) -> Int {
        let century = current - current % 100
        let distance = twoDigits - current % 100
        if distance >= 51 { return century - 100 + twoDigits }
        return distance <= -50 ? century + 100 + twoDigits : century + twoDigits
    }

    /// YYMMDD; day 00 is the month's last where `endOfMonth` allows it.
    static func day(_ digits: ArraySlice<UInt8>, endOfMonth: Bool, year current: Int) -> Day? {
        guard digits.count == 6, let number = digits.decimal else { return nil }
        let year = year(Int(number / 10_000), from: current)
        let month = Int(number / 100 % 100)
        let day = Int(number % 100)
        if day == 0 {
            guard endOfMonth, (1...12).contains(month) else { return nil }
            return Day(year: year, month: month, day: Day.length(ofMonth: month, year: year))
        }
        return Day(year: year, month: month, day: day)
    }

    /// YYYYMMDD.
    static func longDay(_ digits: ArraySlice<UInt8>) -> Day? {
        guard digits.count == 8, let number = digits.decimal else { return nil }
        return Day(year: Int(number / 10_000), month: Int(number / 100 % 100), day: Int(number % 100))
    }

    /// The six digits that mean `day` to a reader in `current`'s years; nil where they'd mean another century.
    static func digits(of day: Day, year current: Int) -> [UInt8]? {
        let (year, month, date) = day.civil
        guard (1...9999).contains(year), Self.year(year % 100, from: current) == year else { return nil }
        var bytes: [UInt8] = []
        bytes.appendDigits(Int64(year % 100 * 10_000 + month * 100 + date), width: 6)
        return bytes
    }
}
