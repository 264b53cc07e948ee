import Explain
import RetailCore
import Testing

@Suite struct ScanTests {
    @Test(arguments: [
        ("10L1<GS>17", "10L1\u{1D}17"), ("10L1{gs}17", "10L1\u{1D}17"), ("10L1<FNC1>17", "10L1\u{1D}17"), (#"10L1\x1d17"#, "10L1\u{1D}17"),
        (#"10L1\X1D"#, "10L1\u{1D}"), ("10L1\u{241D}17", "10L1\u{1D}17"), (#"a\x41"#, "aA"),
        (#"(10)A\(1"#, #"(10)A\(1"#), (#"\x1"#, #"\x1"#), (#"\xg1"#, #"\xg1"#), ("<GS", "<GS"), ("é<GS>", "é\u{1D}"), ("", ""),
    ]) func separatorsCanBeTyped(_ typed: String, _ scanned: String) {
        #expect(TypedCode(typed.utf8).bytes == Array(scanned.utf8))
    }

    @Test func aProblemIsMarkedWhereItIs() throws {
        let reader = CodeReader(today: try #require(Day("2026-11-23")))
        let bytes = TypedCode("]C110L<GS>17991332".utf8).bytes
        let lines = ScanExplanation(reader.read(bytes), of: bytes).lines
        #expect(lines.count == 3 && lines[1] == "  ]C110L␝17991332")
        #expect(lines[2].count - 3 == 9, "behind the identifier 17, at \(lines[2].count - 3)")
        #expect(ScanExplanation(reader.read(""), of: []).lines.count == 1)
        let long = [UInt8](repeating: 0x31, count: 600)
        #expect(ScanExplanation(reader.read(long), of: long).lines.count == 1)
    }

    /// Whatever comes from a scanner can be shown.
    @Test(arguments: 1...200) func nothingTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
        let reader = CodeReader(today: Day(number: 20_780))
        #expect(!ScanExplanation(reader.read(bytes), of: bytes).lines.isEmpty)
        _ = TypedCode(bytes)
    }
}
