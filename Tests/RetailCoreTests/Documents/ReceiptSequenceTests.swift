import RetailCore
import TestSupport
import Testing

@Suite struct ReceiptSequenceTests {
    @Test func countsWithoutAGap() throws {
        var numbers = ReceiptSequence()
        #expect(try [numbers.take(), numbers.take(), numbers.take()] == [1, 2, 3])
        #expect(numbers.isContiguous(through: 3) && !numbers.isContiguous(through: 4))
    }

    @Test func saysWhatIsMissingLateOrTwice() throws {
        var numbers = ReceiptSequence()
        #expect(try numbers.record(1) == .next)
        #expect(try numbers.record(5) == .missing(2...4))
        #expect(try numbers.record(3) == .late)
        #expect(numbers.gaps == [2...2, 4...4])
        #expect(try numbers.record(3) == .collision)
        #expect(try numbers.record(5) == .collision)
        #expect(numbers.missing(through: 7) == [2...2, 4...4, 6...7])
        #expect(numbers.missing(through: 3) == [2...2])
        #expect(try numbers.record(2) == .late)
        #expect(numbers.isContiguous(through: 3) && !numbers.isContiguous(through: 5))
        #expect(try numbers.record(4) == .late)
        #expect(numbers.gaps.isEmpty && numbers.isContiguous(through: 5))
    }

    @Test(arguments: seeds) func endsWithoutGapsInAnyOrder(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var numbers = ReceiptSequence()
        var seen: Set<Int64> = []
        for number in Array(1...80).shuffled(using: &random) {
            _ = try numbers.record(Int64(number))
            seen.insert(Int64(number))
            let missing = Set(numbers.gaps.flatMap { Array($0) })
            #expect(missing == Set(1...numbers.last).subtracting(seen))
        }
        #expect(numbers == ReceiptSequence(last: 80))
    }

    @Test func refusesNumbersThatCannotBe() throws {
        for number in [0, -1, .min, .max, Receipt.numberLimit + 1] as [Int64] {
            var numbers = ReceiptSequence()
            #expect(faultCode { () throws(Fault) in try numbers.record(number) } == "receipt.bad-number")
        }
        var spent = ReceiptSequence(last: Receipt.numberLimit)
        #expect(faultCode { () throws(Fault) in try spent.take() } == "receipt.numbers-exhausted")
        var beyond = ReceiptSequence(last: .max)
        #expect(faultCode { () throws(Fault) in try beyond.take() } == "receipt.numbers-exhausted")
        #expect(ReceiptSequence(last: .min).last == 0)
        #expect(ReceiptSequence().missing(through: .max) == [1...Int64.max])
    }

    @Test func printsTheNumberByItsPattern() throws {
        func text(_ pattern: String, _ number: Int64) throws -> String {
            try ReceiptNumberPattern(pattern).text(number, store: "012", register: "03", day: Sample.day)
        }
        #expect(ReceiptNumberPattern.standard.text(123, store: "012", register: "03", day: Sample.day) == "S012-R03-000123")
        #expect(try text("S{store}-R{register}-{number:6}", 1_234_567) == "S012-R03-1234567")
        #expect(try text("{day}/{number}", 7) == "20260303/7")
        #expect(try text("{number:15}", .min) == "-9223372036854775808")
        for bad in [
            "", "S{store}", "{number}{number}", "{number:0}", "{number:16}", "{number:}", "{till}{number}", "{number", "number}",
            "{{number}}",
        ] {
            #expect(faultCode { () throws(Fault) in try ReceiptNumberPattern(bad) } == "receipt.bad-number-pattern", "\(bad)")
        }
    }
}
