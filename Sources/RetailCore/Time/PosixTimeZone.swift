/// A POSIX TZ string (IEEE 1003.1, 8.3, with the extension of RFC 8536, 3.3.1): `CET-1CEST,M3.5.0,M10.5.0/3`, `<+0330>-3:30`.
struct PosixTimeZone: Hashable, Sendable {
    /// Seconds east of UTC in standard time (the opposite of what the string says).
    var standardOffset: Int
    var daylight: Daylight?

    struct Daylight: Hashable, Sendable {
        var offset: Int
        var starts: Change
        var ends: Change
    }

    /// The day of a year on which the clocks change, and when, in seconds after that day's local midnight (may be another day's).
    struct Change: Hashable, Sendable {
        enum On: Hashable, Sendable {
            /// The `week`th (5: last) `weekday` (0 Sunday … 6) of a month.
            case weekday(month: Int, week: Int, weekday: Int)
            /// 1 … 365, never counting 29 February.
            case dayWithoutLeap(Int)
            /// 0 … 365, counting it.
            case dayWithLeap(Int)
        }
        var on: On
        var seconds: Int

        /// Days since 1970-01-01, for a year that `Day` knows.
        func dayNumber(year: Int) -> Int {
            switch on {
            case .weekday(let month, let week, let weekday):
                let first = Day(year: year, month: month, day: 1) ?? Day(number: 0)
                var day = 1 + (weekday - first.weekday % 7 + 7) % 7 + (week - 1) * 7
                if day > Day.length(ofMonth: month, year: year) { day -= 7 }
                return Int(first.number) + day - 1
            case .dayWithoutLeap(let number):
                return newYear(year) + number - 1 + (number >= 60 && Day.length(ofMonth: 2, year: year) == 29 ? 1 : 0)
            case .dayWithLeap(let number):
                return newYear(year) + number
            }
        }

        private func newYear(_ year: Int) -> Int { Int((Day(year: year, month: 1, day: 1) ?? Day(number: 0)).number) }
    }

    /// - Parameter seconds: since 1970, any.
    func offsetSeconds(at seconds: Int64) -> Int {
        guard let daylight else { return standardOffset }
        // The calendar repeats every 400 years, weekdays included: look at the same moment of the years 2000 to 2399.
        let cycle: Int64 = 146_097 * 86_400
        let year2000: Int64 = 10_957 * 86_400
        let moment = Int(year2000 + (seconds.flooredDivision(by: cycle).remainder - year2000).flooredDivision(by: cycle).remainder)
        let year = Day(number: Int32(clamping: (moment + standardOffset) / 86_400)).civil.year
        // A change may lie up to a week outside its year, so look at the neighbours too. The latest change at or before the moment holds;
        // where an end meets the next start (daylight time all year), the start.
        var latest = Int.min
        var offset = standardOffset
        for candidate in (year - 1)...(year + 1) {
            let end = daylight.ends.dayNumber(year: candidate) * 86_400 + daylight.ends.seconds - daylight.offset
            if end <= moment, end > latest { (latest, offset) = (end, standardOffset) }
            let start = daylight.starts.dayNumber(year: candidate) * 86_400 + daylight.starts.seconds - standardOffset
            if start <= moment, start >= latest { (latest, offset) = (start, daylight.offset) }
        }
        return offset
    }
}
