/// A register's chain as it grows: gives every document its place behind the last one.
///
/// There is one chain per register and enrolment, over receipts, copies and Z reports together. Chains of their own, as some rules have
/// them, would each prove their order only; one chain also proves which receipts lay before which Z report and copy, needs one head to be
/// stored with each sale, and loses no link unnoticed that another chain doesn't miss. Each kind still counts its own numbers.
///
/// What a verifier would refuse is refused here, before it is written. Whether a receipt adds up is `Receipt.check`, to be asked before. Then the number, the
/// entry, its head and what the session makes of it are stored together, or none of them: what a head has passed can't be written again.
public struct Journal: Hashable, Sendable {
    private var verifier: ChainVerifier

    /// How far the chain has come; to be stored with each entry.
    public var head: ChainHead { verifier.head }

    /// A chain without entries.
    public init(register: RegisterID, series: DeviceID) {
        verifier = ChainVerifier(register: register, series: series)
    }

    /// Goes on behind the last entry that was stored.
    public init(after head: ChainHead) {
        verifier = ChainVerifier(after: head)
    }

    /// - Throws: `journal.would-break` (`conflict`) for a number that isn't the next or another series; `receipt.not-fiscal`,
    ///   `document.number-too-large` (`unprocessable`). The journal stays as it was.
    public mutating func append(_ receipt: Receipt) throws(Fault) -> JournalEntry {
        try append(receipt.canonicalBytes())
    }

    /// - Throws: as for a receipt.
    public mutating func append(_ copy: ReceiptCopy) throws(Fault) -> JournalEntry {
        try append(copy.canonicalBytes())
    }

    /// - Throws: as for a receipt; also for a report that doesn't follow from the last one.
    public mutating func append(_ report: ZReport) throws(Fault) -> JournalEntry {
        try append(report.canonicalBytes())
    }

    private mutating func append(_ document: [UInt8]) throws(Fault) -> JournalEntry {
        let entry = JournalEntry(document: document, after: head.hash)
        var next = verifier
        do throws(ChainBreak) { try next.next(entry) } catch {
            throw Fault(.conflict, "journal.would-break", "The document has no place behind the last one of its chain: \(error).")
        }
        verifier = next
        return entry
    }
}
