/// Follows the chain of one series entry by entry, in constant memory, and names the first link that doesn't hold.
///
/// What it can't know by itself is whether entries are missing at the end: `end(at:)` asks for the last hash, from a place the chain's
/// keeper can't write to.
public struct ChainVerifier: Hashable, Sendable {
    public private(set) var head: ChainHead
    /// The first break. After it nothing that follows is proved, whatever it says.
    public private(set) var firstBreak: ChainBreak?

    public init(register: ID<Register>, series: ID<Device>) {
        head = ChainHead(register: register, series: series)
    }

    /// Goes on where one that found no break had come to.
    public init(after head: ChainHead) {
        self.head = head
    }

    /// - Throws: the first break, also for every entry after it.
    public mutating func next(_ entry: JournalEntry) throws(ChainBreak) {
        if let firstBreak { throw firstBreak }
        let facts = try? JournalFacts(entry.document)
        if let what = findBreak(entry, facts) {
            let found = ChainBreak(index: head.entryCount &+ 1, document: facts?.kind, number: facts?.number, what: what)
            firstBreak = found
            throw found
        }
        guard let facts else { return }
        head.entryCount &+= 1
        head.hash = entry.hash
        switch facts.kind {
        case .receipt: head.receiptNumber = facts.number
        case .copy: head.copyNumber = facts.number
        case .zReport:
            guard let report = try? ReportFacts(facts.fields) else { return }
            head.report = ChainHead.Report(
                number: facts.number, hash: entry.hash, lastReceiptNumber: report.lastReceiptNumber,
                businessDay: max(head.report.businessDay ?? report.businessDay, report.businessDay), perpetual: report.perpetual)
        }
    }

    /// - Throws: `truncated` unless the last entry is the one of this hash.
    public func end(at hash: DocumentHash) throws(ChainBreak) {
        if let firstBreak { throw firstBreak }
        guard head.hash == hash else { throw ChainBreak(index: head.entryCount &+ 1, document: nil, number: nil, what: .truncated) }
    }

    /// The hashes first, as they say whether the rest is worth reading; where the link itself doesn't hold, the cause that says most.
    private func findBreak(_ entry: JournalEntry, _ facts: JournalFacts?) -> ChainBreak.What? {
        let isLinked = entry.previousHash == head.hash
        let isWhole = entry.hash == .entry(after: entry.previousHash, entry.document)
        guard isWhole || (!isLinked && entry.hash == .entry(after: head.hash, entry.document)) else { return .changedContent }
        guard let facts else { return .unreadable }
        guard facts.register == head.register, facts.series == head.series else { return .wrongSeries }
        let expected = head.lastNumber(of: facts.kind) &+ 1
        if facts.number > expected { return .numberMissing(expected: expected, found: facts.number) }
        if facts.number < expected { return .numberTwice(expected: expected, found: facts.number) }
        guard isLinked else { return .wrongPreviousHash }
        switch facts.kind {
        case .receipt: return nil
        case .copy:
            guard let receipt = try? facts.fields.integer("receipt_number") else { return .unreadable }
            return receipt >= 1 && receipt <= head.receiptNumber ? nil : .unknownReceipt
        case .zReport: return findBreak(facts)
        }
    }

    private func findBreak(_ facts: JournalFacts) -> ChainBreak.What? {
        guard let report = try? ReportFacts(facts.fields) else { return .unreadable }
        guard report.previousHash == head.report.hash else { return .wrongPreviousReport }
        if let supplemented = report.supplementTo {
            guard supplemented >= 1, supplemented < facts.number, let closed = head.report.businessDay,
                report.businessDay <= closed
            else { return .reportOutOfOrder }
        } else if let closed = head.report.businessDay, report.businessDay < closed {
            return .reportOutOfOrder
        }
        guard report.firstReceiptNumber == head.report.lastReceiptNumber &+ 1, report.lastReceiptNumber == head.receiptNumber,
            report.receiptCount == report.lastReceiptNumber &- report.firstReceiptNumber &+ 1
        else { return .wrongManifest }
        guard let perpetual = try? head.report.perpetual.adding(net: report.net, absolute: report.absolute), perpetual == report.perpetual
        else { return .wrongPerpetualTotals }
        return nil
    }
}

/// The members of a Z report that its place in the chain depends on.
private struct ReportFacts {
    let businessDay: Day
    let supplementTo: Int64?
    let firstReceiptNumber: Int64
    let lastReceiptNumber: Int64
    let receiptCount: Int64
    let previousHash: DocumentHash
    let net: Money
    let absolute: Money
    let perpetual: PerpetualTotals

    init(_ fields: CanonicalFields) throws(Fault) {
        businessDay = try fields.day("business_day")
        supplementTo = try fields.optionalInteger("supplement_to")
        firstReceiptNumber = try fields.integer("first_receipt_number")
        lastReceiptNumber = try fields.integer("last_receipt_number")
        receiptCount = try fields.integer("receipt_count")
        previousHash = try fields.hash("previous_report_hash")
        guard let totals = fields.members["totals"] else { throw CanonicalFields.unreadable("totals", "an object") }
        let sums = try CanonicalFields(totals)
        net = try sums.money("net_minor")
        absolute = try sums.money("absolute_minor")
        perpetual = PerpetualTotals(
            signed: try fields.longMoney("perpetual_minor"), absolute: try fields.longMoney("perpetual_absolute_minor"))
    }
}
