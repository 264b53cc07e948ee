/// How far a place's clocks are from UTC, at any time: read from the bytes of a TZif file (RFC 8536), as in `/usr/share/zoneinfo`.
///
/// Reads no files itself: server and tills are handed the same bytes, so they agree on every business day.
public struct TimeZoneRules: Hashable, Sendable {
    /// Seconds since 1970 at which the offset changes, ascending.
    let transitions: [Int64]
    /// Seconds east of UTC from the transition of the same index on.
    let offsets: [Int32]
    /// Seconds east of UTC before the first transition.
    let initialOffset: Int32
    /// What holds from the last transition on, if the file says.
    let footer: PosixTimeZone?

    /// UTC, for want of a store's own zone.
    public static let utc = TimeZoneRules(transitions: [], offsets: [], initialOffset: 0, footer: nil)

    /// The largest offset accepted, in seconds: real ones stay below 16 hours, RFC 8536 suggests 26.
    static let offsetLimit = 26 * 3600

    /// - Throws: `TimeZoneError` for anything but a well-formed TZif file of version 2 or later.
    public init(tzif bytes: [UInt8]) throws(TimeZoneError) {
        var reader = TZifReader(bytes)
        self = try reader.readRules()
    }

    init(transitions: [Int64], offsets: [Int32], initialOffset: Int32, footer: PosixTimeZone?) {
        self.transitions = transitions
        self.offsets = offsets
        self.initialOffset = initialOffset
        self.footer = footer
    }

    /// Seconds to add to UTC for local time: 3600 in Berlin's winter.
    public func offsetSeconds(at instant: Instant) -> Int {
        let seconds = instant.microseconds.flooredDivision(by: 1_000_000).quotient
        // The number of transitions at or before the moment.
        let low = transitions.indices.partitionPoint { transitions[$0] > seconds }
        if low == transitions.count, let footer { return footer.offsetSeconds(at: seconds) }
        return Int(low == 0 ? initialOffset : offsets[low - 1])
    }

    /// The business day a moment belongs to: the local date, or the date before while the local clock shows less than `startsAtMinute`.
    ///
    /// - Parameter startsAtMinute: minutes after local midnight at which a new business day begins: 240 for a bar that closes at four.
    ///   Clamped to 0 … 1439.
    public func businessDay(of instant: Instant, startsAtMinute: Int = 0) -> Day {
        local(instant, behindSeconds: Int64(min(max(startsAtMinute, 0), 1439)) * 60).day
    }

    /// What calendar and clock of the place show: the date, and the seconds after its midnight.
    func local(_ instant: Instant, behindSeconds: Int64 = 0) -> (day: Day, second: Int64) {
        let seconds = instant.microseconds.flooredDivision(by: 1_000_000).quotient
        let (day, second) = (seconds + Int64(offsetSeconds(at: instant)) - behindSeconds).flooredDivision(by: 86_400)
        return (Day(number: Int32(clamping: day)), second)
    }
}
