/// Why bytes are not a time zone this code can use.
public enum TimeZoneError: Error, Hashable, Sendable {
    /// The bytes end before what their header promises.
    case truncated
    /// The bytes are no TZif (RFC 9636).
    case notTZif
    /// Version 1 files stop in 2038; only versions 2 to 4 are read.
    case unsupportedVersion(UInt8)
    /// Files with leap seconds ("right/…") count another kind of time than `Instant` does.
    case leapSeconds
    /// Counts or indexes that contradict each other.
    case inconsistent
    /// Transitions that don't ascend.
    case unordered
    /// An offset of 26 hours or more.
    case offsetOutOfRange
    /// The POSIX TZ string after the data isn't one.
    case malformedFooter
}
