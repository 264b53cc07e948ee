import Glibc
import JSON
import RetailCore
import SyncProtocol
import TestSupport
import Testing

/// What is read costs in proportion to its length: eight times as much input, about eight times the work (a square would be sixty-four).
@Suite(.serialized) struct LinearCostTests {
    /// A document of about so many bytes, and what a server does with it.
    private struct Trial: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: @Sendable (_ bytes: Int) -> String
        var work: @Sendable (JSONValue) throws -> Bool
    }

    private static let trials = [
        Trial(testDescription: "a text of escapes", text: { "\"" + String(repeating: "\\u0041", count: $0 / 6) + "\"" }) {
            try !$0.string().isEmpty
        },
        Trial(testDescription: "escapes and letters by turns", text: { "\"" + String(repeating: "\\u20acx\\n", count: $0 / 9) + "\"" }) {
            try !$0.string().isEmpty
        },
        Trial(testDescription: "surrogate pairs", text: { "\"" + String(repeating: "\\ud83d\\ude00", count: $0 / 12) + "\"" }) {
            try !$0.string().isEmpty
        },
        Trial(testDescription: "a name of escapes", text: { #"{"name":"a",""# + String(repeating: "\\u0041", count: $0 / 6) + #"":1}"# }) {
            value in
            (try? Sample.read(value)) == nil
        },
        Trial(testDescription: "fields nobody knows", text: { "{" + many($0 / 8) { "\"\($0)\":0" } + "}" }) { value in
            (try? Sample.read(value)) == nil && value["name"] == nil
        },
        Trial(testDescription: "cursors", text: { "{" + many($0 / 12) { "\"s\($0)\":\"1\"" } + "}" }) { value in
            (try? Cursors.read(value, .none)) == nil
        },
        Trial(testDescription: "a list of numbers", text: { "[" + many($0 / 3) { _ in "1" } + "]" }) { value in
            try (try? [Int64].read(value, .count(0...500))) == nil && !value.elements().isEmpty
        },
        Trial(testDescription: "a list of lines", text: { #"{"name":"a","lines":["# + many($0 / 80) { _ in line } + "]}" }) { value in
            (try? Sample.read(value)) == nil
        },
        Trial(testDescription: "what is laid out anew", text: { "[" + many($0 / 9) { "\"\\\"\($0)\" " } + "]" }) { value in
            var compact: [UInt8] = []
            value.appendCompact(to: &compact)
            return !compact.isEmpty
        },
    ]

    private static let line = #"{"product_id":"019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e","quantity_milli":1}"#

    private static func many(_ count: Int, _ one: (Int) -> String) -> String { (0..<max(1, count)).map(one).joined(separator: ",") }

    @Test(arguments: trials) private func eightTimesTheInputCostsAboutEightTimesTheWork(_ trial: Trial) throws {
        let (small, big) = (Array(trial.text(40_000).utf8), Array(trial.text(320_000).utf8))
        let ratio = try cost(of: big, trial.work) / cost(of: small, trial.work)
        #expect(ratio < 24, "\(ratio)")
    }

    /// The least processor time of this thread among several rounds, which neighbours on the machine disturb least.
    private func cost(of text: [UInt8], _ work: (JSONValue) throws -> Bool) throws -> Double {
        var least = Double.infinity
        for _ in 0..<4 {
            let start = threadNanoseconds()
            #expect(try work(try JSONDocument(text).root))
            least = min(least, Double(threadNanoseconds() - start))
        }
        return least
    }

    private func threadNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// A bound on a text's characters holds before anything is unescaped: twelve bytes a character, at most.
@Suite struct LengthTests {
    @Test func aTextThatIsSurelyTooLongIsNotUnescaped() throws {
        let fits = try parse("\"" + String(repeating: "\\ud83d\\ude00", count: 5) + "\"")
        #expect(try fits.string(within: 5) == "😀😀😀😀😀")
        let beyond = try parse("\"" + String(repeating: "\\ud83d\\ude00", count: 6) + "\"")
        #expect(try beyond.string(within: 5) == nil)
        #expect(fieldFault { () throws(Fault) in try String.read(beyond, .length(0...5)) } == ": wrong-length")
        #expect(
            fieldFault { () throws(Fault) in try Mood.read(try parse("\"" + String(repeating: "\\u0061", count: 9999) + "\""), .none) }
                == ": unknown-value")
        #expect(fieldFault { () throws(Fault) in try Instant.read(beyond, .none) } == ": not-a-time")
    }

    @Test func aNameIsKnownThroughItsEscapesAndNoLonger() throws {
        let value = try parse(#"{"\u006e\u0061\u006d\u0065":1,"nam\u0065\u0065":2,"\u00e9":3}"#)
        #expect(try value["name"]?.int64() == 1 && value["namee"]?.int64() == 2 && value["é"]?.int64() == 3)
        #expect(value["nam"] == nil && value["\\u0065"] == nil && value[""] == nil)
    }

    @Test func aRequestHoldsSoManyNamesAndValues() throws {
        let text = Array("[{\"a\":1},2]".utf8)
        #expect(fault { () throws(Fault) in try JSONDocument(text, atMost: 5) } == nil)
        let refused = fault { () throws(Fault) in try JSONDocument(text, atMost: 3) }
        #expect(refused?.code == "request.malformed-json" && refused?.detail.contains("more than 3 names and values") == true)
    }

    @Test(arguments: ["\"-1\"", "\"+1\"", "\"\"", "\"1 \"", "\"9223372036854775808\"", "\"00000000000000000001\"", "1", "null"])
    func aPositionIsDigitsAndNothingElse(_ text: String) throws {
        #expect(fieldFault { () throws(Fault) in try Position.read(try parse(text), .none) } == ": not-a-position")
    }

    @Test func cursorsNameAStreamOnce() throws {
        #expect(
            fieldFault { () throws(Fault) in try Cursors.read(try parse(#"{"catalog":"1","catalog":"2"}"#), .none) }
                == "catalog: repeated-field")
    }
}
