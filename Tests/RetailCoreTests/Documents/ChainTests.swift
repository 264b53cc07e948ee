import RetailCore
import TestSupport
import Testing

@Suite struct ChainTests {
    private func sample(_ seed: UInt64, days: Int = 4) throws -> SampleJournal {
        var random = SeededRandom(seed: seed)
        return try SampleJournal(days: days, random: &random)
    }

    @Test(arguments: seeds) func holdsAsItWasWritten(seed: UInt64) throws {
        let sample = try sample(seed)
        #expect(firstBreak(sample.entries, endingAt: sample.journal.head.hash) == nil)
        // A verifier that resumes anywhere comes to the same head.
        var verifier = ChainVerifier(register: Sample.register, series: Sample.series)
        for entry in sample.entries {
            verifier = ChainVerifier(after: verifier.head)
            try verifier.next(entry)
        }
        #expect(verifier.head == sample.journal.head)
        for report in sample.reports { #expect(try ZReport(canonicalBytes: report.canonicalBytes()) == report) }
    }

    @Test(arguments: seeds) func findsAnyBitThatChanged(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sample = try sample(seed)
        for _ in 0..<100 {
            var entries = sample.entries
            let index = Int.random(in: 0..<entries.count, using: &random)
            let entry = entries[index]
            var parts = [entry.document, entry.previousHash.bytes, entry.hash.bytes]
            let part = Int.random(in: 0..<3, using: &random)
            parts[part][Int.random(in: 0..<parts[part].count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            entries[index] = JournalEntry(
                document: parts[0], previousHash: try #require(DocumentHash(bytes: parts[1])),
                hash: try #require(DocumentHash(bytes: parts[2])))
            let found = try #require(firstBreak(entries))
            #expect(found.index == Int64(index + 1))
            #expect(found.what == (part == 1 ? .wrongPreviousHash : .changedContent))
        }
    }

    @Test(arguments: seeds) func findsWhatWasTakenOutPutInOrSwapped(seed: UInt64) throws {
        let sample = try sample(seed)
        let last = sample.journal.head.hash
        for index in sample.entries.indices {
            var removed = sample.entries
            removed.remove(at: index)
            #expect(firstBreak(removed, endingAt: last)?.index == Int64(index + 1))
            var doubled = sample.entries
            doubled.insert(doubled[index], at: index + 1)
            #expect(firstBreak(doubled)?.index == Int64(index + 2))
            guard index > 0 else { continue }
            var swapped = sample.entries
            swapped.swapAt(index - 1, index)
            #expect(firstBreak(swapped)?.index == Int64(index))
        }
        #expect(firstBreak(Array(sample.entries.dropLast()), endingAt: last)?.what == .truncated)
    }

    /// Somebody with the software writes the rest of the chain anew: it holds again, but for the last hash.
    @Test func onlyTheLastHashTellsAChainThatWasWrittenAnew() throws {
        var receipt = try Sample.bread()
        var honest = Journal(register: Sample.register, series: Sample.series)
        _ = try honest.append(receipt)
        receipt.lines[0].text = "Roggenbrot 500 g"
        var forged = Journal(register: Sample.register, series: Sample.series)
        let entries = [try forged.append(receipt)]
        #expect(firstBreak(entries) == nil)
        #expect(firstBreak(entries, endingAt: honest.head.hash)?.what == .truncated)
    }

    /// Entries whose hashes are right, of numbers that aren't.
    @Test func namesWhatIsWrongWithANumberOrSeries() throws {
        func entry(_ number: Int64, after hash: DocumentHash, _ change: (inout Receipt) -> Void = { _ in }) throws -> JournalEntry {
            var receipt = try Sample.bread(number: number)
            change(&receipt)
            let document = try receipt.canonicalBytes()
            return JournalEntry(document: document, previousHash: hash, hash: .entry(after: hash, document))
        }
        let genesis = DocumentHash.genesis(register: Sample.register, series: Sample.series)
        let first = try entry(1, after: genesis)
        #expect(firstBreak([try entry(2, after: genesis)])?.what == .numberMissing(expected: 1, found: 2))
        let twice = firstBreak([first, try entry(1, after: first.hash)])
        #expect(twice?.what == .numberTwice(expected: 2, found: 1))
        #expect(twice?.description == "entry 2 (receipt 1): number_twice, expected 2, found 1")
        #expect(firstBreak([try entry(1, after: genesis) { $0.series = ID(high: 1, low: 1) }])?.what == .wrongSeries)
        #expect(firstBreak([try entry(1, after: genesis) { $0.register = ID(high: 1, low: 1) }])?.what == .wrongSeries)
        let strange = Array("{}".utf8)
        #expect(
            firstBreak([JournalEntry(document: strange, previousHash: genesis, hash: .entry(after: genesis, strange))])?.what == .unreadable
        )
    }

    @Test func namesAReportThatDoesNotFollow() throws {
        var random = SeededRandom(seed: 1)
        var sample = SampleJournal.empty
        try sample.sell(on: Sample.day, count: 2, random: &random)
        try sample.sell(on: Sample.day.advanced(by: 1), count: 2, random: &random)
        let before = Array(sample.entries.dropLast())
        let good = try #require(sample.reports.last)

        func what(_ number: Int64? = nil, previous: DocumentHash? = nil, _ change: (inout RegisterReport) -> Void) throws -> ChainBreak
            .What?
        {
            var report = good.report
            change(&report)
            let document = try ZReport(
                number: number ?? good.number, report: report, previousReportHash: previous ?? good.previousReportHash
            ).canonicalBytes()
            let last = try #require(before.last).hash
            return firstBreak(before + [JournalEntry(document: document, previousHash: last, hash: .entry(after: last, document))])?.what
        }
        #expect(try what { _ in } == nil)
        #expect(try what(3) { _ in } == .numberMissing(expected: 2, found: 3))
        #expect(try what(1) { _ in } == .numberTwice(expected: 2, found: 1))
        #expect(try what(previous: Journal(after: sample.journal.head).head.hash) { _ in } == .wrongPreviousReport)
        #expect(try what { $0.businessDay = Sample.day.advanced(by: -1) } == .reportOutOfOrder)
        #expect(try what { $0.supplementTo = 1 } == .reportOutOfOrder)
        #expect(try what { $0.supplementTo = 2 } == .reportOutOfOrder)
        #expect(
            try what {
                $0.supplementTo = 1
                $0.businessDay = Sample.day
            } == nil)
        #expect(try what { $0.lastReceiptNumber += 1 } == .wrongManifest)
        #expect(try what { $0.firstReceiptNumber -= 1 } == .wrongManifest)
        #expect(
            try what {
                $0.perpetual = PerpetualTotals(signed: $0.perpetual.signed, absolute: Money(minor: $0.perpetual.absolute.minor + 1))
            } == .wrongPerpetualTotals)
    }

    @Test func aCopyIsOfAReceiptThatIsThere() throws {
        var journal = Journal(register: Sample.register, series: Sample.series)
        _ = try journal.append(try Sample.bread())
        let hash = journal.head.hash
        func copy(_ number: Int64, of receipt: Int64) -> ReceiptCopy {
            ReceiptCopy(
                register: Sample.register, series: Sample.series, number: number, receiptNumber: receipt, printedNumber: "S012-R03-1",
                copyNumber: number, receiptHash: hash, occurredAt: Sample.noon)
        }
        #expect(faultCode { () throws(Fault) in try journal.append(copy(1, of: 2)) } == "journal.would-break")
        #expect(faultCode { () throws(Fault) in try journal.append(copy(1, of: 0)) } == "journal.would-break")
        #expect(faultCode { () throws(Fault) in try journal.append(copy(2, of: 1)) } == "journal.would-break")
        let first = copy(1, of: 1)
        _ = try journal.append(first)
        _ = try journal.append(copy(2, of: 1))
        #expect(journal.head.entryCount == 3 && journal.head.copyNumber == 2 && journal.head.receiptNumber == 1)
        #expect(try ReceiptCopy(canonicalBytes: first.canonicalBytes()) == first)
    }

    @Test func writesNothingThatWouldBreakIt() throws {
        var journal = Journal(register: Sample.register, series: Sample.series)
        let second = try Sample.bread(number: 2)
        #expect(faultCode { () throws(Fault) in try journal.append(second) } == "journal.would-break")
        #expect(journal == Journal(register: Sample.register, series: Sample.series))
        _ = try journal.append(try Sample.bread(number: 1))
    }

    @Test(arguments: seeds) func neverTrapsOnForeignHeads(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for entry in try sample(seed).entries {
            let hash = Bool.random(using: &random) ? entry.previousHash : entry.hash
            let head = ChainHead(
                register: Sample.register, series: Sample.series, entryCount: random.int64(), hash: hash, receiptNumber: random.int64(),
                copyNumber: random.int64(),
                report: .init(
                    number: random.int64(), hash: hash, lastReceiptNumber: random.int64(), businessDay: Sample.day,
                    perpetual: PerpetualTotals(signed: Money(minor: random.int64()), absolute: Money(minor: random.int64()))))
            var verifier = ChainVerifier(after: head)
            try? verifier.next(entry)
            _ = try? RegisterSession(
                after: head, seller: Sample.seller(), businessDay: Sample.day, openedAt: Sample.noon, currency: Sample.euro(), float: .zero
            ).close(after: head, at: Sample.noon)
        }
    }
}
