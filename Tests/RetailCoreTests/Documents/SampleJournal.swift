import RetailCore

/// A register's days, as a till would live through them.
struct SampleJournal {
    var journal = Journal(register: Sample.register, series: Sample.series)
    var entries: [JournalEntry] = []
    var reports: [ZReport] = []

    static var empty: SampleJournal { SampleJournal() }

    private init() {}

    /// `days` days of some receipts, now and then with a copy; each closed by a Z report.
    init(days: Int, random: inout SeededRandom) throws {
        for day in 0..<days {
            try sell(on: Sample.day.advanced(by: day), count: Int.random(in: 0...6, using: &random), random: &random)
            if day > 0, Bool.random(using: &random) {
                try sell(on: Sample.day.advanced(by: day), count: 1, supplementTo: Int64(reports.count), random: &random)
            }
        }
    }

    mutating func sell(on day: Day, count: Int, supplementTo: Int64? = nil, random: inout SeededRandom) throws {
        var session = try RegisterSession(
            after: journal.head, seller: Sample.seller(), businessDay: day, openedAt: Sample.noon, currency: Sample.euro(),
            float: Money(minor: 10_000), supplementTo: supplementTo)
        for _ in 0..<count {
            var receipt = try random.receipt(number: journal.head.receiptNumber + 1)
            receipt.businessDay = day
            entries.append(try journal.append(receipt))
            try session.add(receipt)
            if Int.random(in: 0..<4, using: &random) == 0 {
                let copy = ReceiptCopy(
                    register: Sample.register, series: Sample.series, number: journal.head.copyNumber + 1, receiptNumber: receipt.number,
                    printedNumber: receipt.printedNumber, copyNumber: 1, receiptHash: journal.head.hash, occurredAt: Sample.noon)
                entries.append(try journal.append(copy))
            }
        }
        try session.payOut(Money(minor: 500))
        let report = try session.close(after: journal.head, at: Sample.noon, counted: Money(minor: 9_000))
        try report.report.check()
        entries.append(try journal.append(report))
        reports.append(report)
    }
}

/// The first break a verifier finds, also of a chain that ends too early.
func firstBreak(_ entries: [JournalEntry], endingAt last: DocumentHash? = nil) -> ChainBreak? {
    var verifier = ChainVerifier(register: Sample.register, series: Sample.series)
    do throws(ChainBreak) {
        for entry in entries { try verifier.next(entry) }
        if let last { try verifier.end(at: last) }
    } catch { return error }
    return nil
}
