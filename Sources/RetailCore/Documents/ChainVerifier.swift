/// Follows the chain of one series entry by entry, in constant memory, and names the first link that doesn't hold.
///
/// What it can't know by itself is whether entries are missing at the end: `end(at:)` asks for the last hash, from a place the chain's
/// keeper can't write to.
public struct ChainVerifier: Hashable, Sendable {
    /// How far the chain has been proved.
    public private(set) var head: ChainHead
    /// The first break. After it nothing that follows is proved, whatever it says.
    public private(set) var firstBreak: ChainBreak?

    /// From the chain's beginning.
    public init(register: RegisterID, series: DeviceID) {
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
        do throws(Broken) {
            head = try follow(entry, facts)
        } catch {
            let found = ChainBreak(index: head.entryCount &+ 1, document: facts?.kind, number: facts?.number, what: error.what)
            firstBreak = found
            throw found
        }
    }

    private struct Broken: Error {
        let what: ChainBreak.What

        init(_ what: ChainBreak.What) { self.what = what }
    }

    /// - Throws: `truncated` unless the last entry is the one of this hash.
    public func end(at hash: DocumentHash) throws(ChainBreak) {
        if let firstBreak { throw firstBreak }
        guard head.hash == hash else { throw ChainBreak(index: head.entryCount &+ 1, document: nil, number: nil, what: .truncated) }
    }

    /// The head behind an entry. The hashes first, as they say whether the rest is worth reading; where the link itself doesn't hold, the cause
    /// that says most.
    private func follow(_ entry: JournalEntry, _ facts: JournalFacts?) throws(Broken) -> ChainHead {
        let isLinked = entry.previousHash == head.hash
        let isWhole = entry.hash == .entry(after: entry.previousHash, entry.document)
        guard isWhole || (!isLinked && entry.hash == .entry(after: head.hash, entry.document)) else { throw Broken(.changedContent) }
        guard let facts else { throw Broken(.unreadable) }
        guard facts.register == head.register, facts.series == head.series else { throw Broken(.wrongSeries) }
        let expected = head.lastNumber(of: facts.kind) &+ 1
        if facts.number > expected { throw Broken(.numberMissing(expected: expected, found: facts.number)) }
        if facts.number < expected { throw Broken(.numberTwice(expected: expected, found: facts.number)) }
        guard isLinked else { throw Broken(.wrongPreviousHash) }
        var next = head
        next.entryCount &+= 1
        next.hash = entry.hash
        switch facts.kind {
        case .receipt: next.receiptNumber = facts.number
        case .copy:
            guard let receipt = try? facts.fields.integer("receipt_number") else { throw Broken(.unreadable) }
            guard receipt >= 1, receipt <= head.receiptNumber else { throw Broken(.unknownReceipt) }
            next.copyNumber = facts.number
        case .zReport: next.report = try follow(facts, entry.hash)
        }
        return next
    }

    private func follow(_ facts: JournalFacts, _ hash: DocumentHash) throws(Broken) -> ChainHead.Report {
        guard let report = try? ReportFacts(facts.fields) else { throw Broken(.unreadable) }
        guard report.previousHash == head.report.hash else { throw Broken(.wrongPreviousReport) }
        let closed = head.report.businessDay
        if let supplemented = report.supplementTo {
            guard supplemented >= 1, supplemented < facts.number, let closed, report.businessDay <= closed else {
                throw Broken(.reportOutOfOrder)
            }
        } else if let closed, report.businessDay < closed {
            throw Broken(.reportOutOfOrder)
        }
        guard report.firstReceiptNumber == head.report.lastReceiptNumber &+ 1, report.lastReceiptNumber == head.receiptNumber,
            report.receiptCount == report.lastReceiptNumber &- report.firstReceiptNumber &+ 1
        else { throw Broken(.wrongManifest) }
        guard let perpetual = try? head.report.perpetual.adding(net: report.net, absolute: report.absolute), perpetual == report.perpetual
        else { throw Broken(.wrongPerpetualTotals) }
        return ChainHead.Report(
            number: facts.number, hash: hash, lastReceiptNumber: report.lastReceiptNumber,
            businessDay: max(closed ?? report.businessDay, report.businessDay), perpetual: perpetual)
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
