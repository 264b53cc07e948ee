/// A session closed: a numbered report in the register's chain, which also names the hash of the report before it.
///
/// It never changes. What is sold for its day later goes into a session of its own, whose report is a supplement to it.
public struct ZReport: Hashable, Sendable {
    /// From 1 without gaps in its series.
    public let number: Int64
    /// What it reports.
    public let report: RegisterReport
    /// Of the entry of the last Z report in the chain; the chain's genesis for the first.
    public let previousReportHash: DocumentHash

    /// As `RegisterSession.close` makes it, or as it was stored.
    public init(number: Int64, report: RegisterReport, previousReportHash: DocumentHash) {
        (self.number, self.report, self.previousReportHash) = (number, report, previousReportHash)
    }

    /// Whether every receipt up to its last has arrived: only then are its totals to be relied on by whoever received them one by one.
    public func isFinal(given numbers: ReceiptSequence) -> Bool {
        numbers.isContiguous(through: report.lastReceiptNumber)
    }

    /// What still has to arrive before it is final.
    public func missingNumbers(given numbers: ReceiptSequence) -> [ClosedRange<Int64>] {
        numbers.missing(through: report.lastReceiptNumber)
    }
}
