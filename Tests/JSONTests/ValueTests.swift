import JSON
import RetailCore
import TestSupport
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        (#""a""#, "a"), (#""\u0041\u00E9\u20ac""#, "Aé€"), (#""\ud83d\ude00""#, "😀"), (#""x\uD83D\uDE00y""#, "x😀y"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0000""#, "\u{0}"), (#""\uD83D""#, "\u{FFFD}"), (#""\uDE00""#, "\u{FFFD}"), (#""\uD83Dx""#, "\u{FFFD}x"),
        (#""\uD83D\n""#, "\u{FFFD}\n"),
        (#""\uD83D\u0041""#, "\u{FFFD}A"), (#""\uD83D\uD83D\uDE00""#, "\u{FFFD}😀"), (#""\uDE00\uD83D""#, "\u{FFFD}\u{FFFD}"),
        (#""é\né""#, "é\né"),
        (#""\u005Cn""#, "\\n"), (#""\uFFFF\uDBFF\uDFFF""#, "\u{FFFF}\u{10FFFF}"),
    ]) func resolvesEscapes(_ text: String, _ meant: String) throws {
        #expect(try Array(parse(text).string().unicodeScalars) == Array(meant.unicodeScalars))
    }

    @Test func writesEscapesOnlyWhereJSONAsksForThem() throws {
        var writer = JSONWriter()
        writer.string("a\"b\\c/d\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀")
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"a\\\"b\\\\c/d\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u{7F}é😀\"")
    }

    @Test(arguments: seeds) func everyTextComesBackAsItWas(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let text = randomText(&random)
            let bytes = JSONWriter.bytes(of: text)
            #expect(try Array(JSONDocument(bytes).root.string().unicodeScalars) == Array(text.unicodeScalars), "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("1", 1), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
        ("1000000000000000000", 1_000_000_000_000_000_000), ("1.0", 1), ("-1000.000", -1000), ("0.0", 0), ("-0.0", 0), ("0.000e9", 0),
        ("1e3", 1000), ("1E+3", 1000), ("1.5e1", 15), ("0.001e3", 1), ("1200e-2", 12), ("-9223372036854775808.0", Int64.min),
        ("9.223372036854775807e18", Int64.max), ("922337203685477580700000e-5", Int64.max), ("0e99999999999999999999", 0),
    ]) func readsWholeNumbersToTheEdges(_ text: String, _ meant: Int64) throws {
        #expect(try parse(text).int64() == meant)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890", "1e19", "9.3e18",
        "1e99999999999999999999",
    ])
    func refusesWhatDoesNotFit(_ text: String) throws {
        let value = try parse(text)
        #expect(fieldFault { () throws(Fault) in try value.int64() } == ": out-of-range")
    }

    @Test(arguments: ["1.5", "1e-1", "0.1", "15E-1", "1e-99999999999999999999", "1000.0001", "9223372036854775807.5"])
    func guessesNoMoneyFromFractions(_ text: String) throws {
        let value = try parse(text)
        #expect(fieldFault { () throws(Fault) in try value.int64() } == ": not-whole")
    }

    @Test(arguments: seeds) func everyNumberComesBackAsItWas(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for number in [Int64.min, .min + 1, -1, 0, 1, 9, 10, .max - 1, .max]
            + (0..<300).map({ _ in Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random) })
        {
            let bytes = JSONWriter.bytes(of: number)
            #expect(String(decoding: bytes, as: UTF8.self) == String(number))
            #expect(try JSONDocument(bytes).root.int64() == number, "seed \(seed)")
        }
    }

    @Test func findsItsWayThroughTheTape() throws {
        let value = try parse(#"{"a":[1,{"b":[],"c":{}},"x"],"d":{"e":{"f":7}},"g":null,"\u0068":8}"#)
        #expect(try value.members().map(\.name) == ["a", "d", "g", "h"])
        #expect(try value["a"]?.elements().count == 3)
        #expect(try value["a"]?.elements()[1].members().map(\.name) == ["b", "c"])
        #expect(try value["a"]?.elements()[2].string() == "x")
        #expect(try value["d"]?["e"]?["f"]?.int64() == 7)
        #expect(value["g"]?.kind == .null)
        #expect(value["z"] == nil)
    }

    @Test func laysOutTheSameContentTheSameWay() throws {
        let loose = try parse(" { \"a b\" : [ 1 , \"\\\" : , \\\\\" ] ,\n\t\"c\" : \" x \" } ")
        var compact: [UInt8] = []
        loose.appendCompact(to: &compact)
        #expect(String(decoding: compact, as: UTF8.self) == #"{"a b":[1,"\" : , \\"],"c":" x "}"#)
        var one: [UInt8] = []
        loose["c"]?.appendCompact(to: &one)
        #expect(String(decoding: one, as: UTF8.self) == #"" x ""#)
    }
}

/// Letters, quotes, controls, surrogate neighbours and characters beyond the first plane.
func randomText(_ random: inout SeededRandom) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &random) {
        let code =
            switch Int.random(in: 0..<5, using: &random) {
            case 0: UInt32.random(in: 0...0x1F, using: &random)
            case 1: ([0x22, 0x5C, 0x2F, 0x7F, 0xD7FF, 0xE000, 0xFFFD, 0x10FFFF] as [UInt32]).randomElement(using: &random) ?? 0x22
            case 2: UInt32.random(in: 0...0x10FFFF, using: &random)
            default: UInt32.random(in: 0x20...0x7E, using: &random)
            }
        if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
    }
    return String(scalars)
}
