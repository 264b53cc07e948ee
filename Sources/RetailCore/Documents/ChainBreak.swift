/// Where a chain breaks first, and how.
public struct ChainBreak: Error, Hashable, Sendable {
    /// What is wrong.
    public enum What: Hashable, Sendable {
        /// The document, or its hash, isn't what it was when it was hashed.
        case changedContent
        /// It holds as it is, but not behind the entry before it: something before it was replaced, taken out or put in.
        case wrongPreviousHash
        /// It is from another register's or enrolment's chain.
        case wrongSeries
        /// A number was skipped.
        case numberMissing(expected: Int64, found: Int64)
        /// A number was used before.
        case numberTwice(expected: Int64, found: Int64)
        /// A Z report of a day before one that was closed, or a supplement to no earlier report.
        case reportOutOfOrder
        /// A Z report that names another report before it.
        case wrongPreviousReport
        /// A Z report that doesn't cover just the receipts since the last one.
        case wrongManifest
        /// A Z report whose perpetual totals aren't the last ones and its own.
        case wrongPerpetualTotals
        /// A copy of a receipt that isn't there.
        case unknownReceipt
        /// It hashes as it should, but isn't a canonical document of a chain.
        case unreadable
        /// The chain ends before the hash it should end with.
        case truncated

        /// A stable word, for vectors and logs.
        public var code: String {
            switch self {
            case .changedContent: "changed_content"
            case .wrongPreviousHash: "wrong_previous_hash"
            case .wrongSeries: "wrong_series"
            case .numberMissing: "number_missing"
            case .numberTwice: "number_twice"
            case .reportOutOfOrder: "report_out_of_order"
            case .wrongPreviousReport: "wrong_previous_report"
            case .wrongManifest: "wrong_manifest"
            case .wrongPerpetualTotals: "wrong_perpetual_totals"
            case .unknownReceipt: "unknown_receipt"
            case .unreadable: "unreadable"
            case .truncated: "truncated"
            }
        }
    }

    /// The place of the entry in its chain, from 1.
    public let index: Int64
    /// What the entry says it is; nil where it can't be read.
    public let document: JournalDocument?
    /// The number it says it has.
    public let number: Int64?
    /// The first thing that was wrong with the entry.
    public let what: What
}

extension ChainBreak: CustomStringConvertible {
    /// `entry 12 (receipt 9): number_missing, expected 8, found 9`
    public var description: String {
        var text = "entry \(index)"
        if let document, let number { text += " (\(document.rawValue) \(number))" }
        text += ": \(what.code)"
        if case .numberMissing(let expected, let found) = what { text += ", expected \(expected), found \(found)" }
        if case .numberTwice(let expected, let found) = what { text += ", expected \(expected), found \(found)" }
        return text
    }
}
