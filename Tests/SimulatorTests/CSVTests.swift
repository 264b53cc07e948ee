import RetailCore
import Testing

@testable import Simulator

@Suite struct CSVTests {
    private let sample: SampleJourney

    init() throws { sample = try SampleJourney() }

    private func records(_ text: String, bufferSize: Int) throws -> [[String]] {
        var reader = CSVReader(try sample.file(text), bufferSize: bufferSize)
        var record = CSVRecord()
        var rows: [[String]] = []
        while try reader.next(&record) { rows.append((0..<record.count).map { record.text($0) }) }
        return rows
    }

    @Test(arguments: [1, 2, 3, 7, 4096]) func readsQuotesAndLineEndsWhereverTheBufferEnds(_ bufferSize: Int) throws {
        let text = "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n,,\n1,\"\",3"
        #expect(
            try records(text, bufferSize: bufferSize) == [
                ["a", "b", "c"], ["x, y", "say \"hi\"", "two\r\nlines"], ["", "", ""], ["1", "", "3"],
            ])
    }

    @Test func aLastLineEndMakesNoRecord() throws {
        #expect(try records("a\nb\n", bufferSize: 8) == [["a"], ["b"]])
        #expect(try records("", bufferSize: 8) == [])
    }

    @Test(arguments: ["a,\"b", "\"a\"b,c", "a\"b,c"]) func refusesWhatIsNoCSV(_ text: String) throws {
        #expect(throws: Fault.self) { try records(text, bufferSize: 8) }
    }

    @Test func aPartOfAFileReadsAsAFile() throws {
        let file = try sample.file("a\nbb\nccc\n")
        var reader = CSVReader(file)
        var record = CSVRecord()
        _ = try reader.next(&record)
        let start = reader.offset
        _ = try reader.next(&record)
        var part = CSVReader(file, from: start, to: reader.offset)
        #expect(try part.next(&record))
        #expect(record.text(0) == "bb")
        #expect(record.offset == 2)
        #expect(try !part.next(&record))
    }

    @Test func aRecordMustHaveTheHeadersFields() throws {
        let table = try CSVTable(try sample.file("a,b\n1\n"))
        var reader = table.reader()
        var record = CSVRecord()
        #expect(try reader.next(&record))
        #expect(throws: Fault.self) { try table.check(record) }
    }

    @Test(arguments: [
        ("0.1", 10), ("12.5", 1250), ("0.00", 0), ("7", 700), ("89638.07", 8_963_807), ("-0.29", -29), ("1.2300", 123),
        ("92233720368547758.07", Int64.max),
    ])
    func centsAreExact(_ text: String, _ cents: Int64) {
        #expect(ExactDecimal.cents(Array(text.utf8)[...]) == cents)
    }

    @Test(arguments: ["", ".", "1.", ".5", "1.005", "1e2", "1,5", "--1", "1.2.3", " 1", "92233720368547758.08", "nan"])
    func whatIsNoWholeNumberOfCentsIsRefused(_ text: String) {
        #expect(ExactDecimal.cents(Array(text.utf8)[...]) == nil)
    }

    @Test func wholeNumbersHaveNoPoint() {
        #expect(ExactDecimal.integer(Array("41399066001".utf8)[...]) == 41_399_066_001)
        #expect(ExactDecimal.integer(Array("1.0".utf8)[...]) == nil)
    }
}
