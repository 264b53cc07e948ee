import JSON
import RetailCore
import TestSupport
import Testing

/// RFC 8259, case by case (after Nicolas Seriot's "Parsing JSON is a Minefield").
@Suite struct ParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "0.5", "-0.5", "1e5", "1E5", "1e+5", "1e-5", "0e0", "1.25E-10",
        "123456789012345678901234567890",
        "\"\"", "\"a\"", #""\"\\\/\b\f\n\r\t""#, #""\u0041\u00e9\uD83D\uDE00""#, "\"é€😀\"", "\"\u{7F}\u{2028}\"", "[]", "{}", "[ ]", "{ }",
        "[1]", "[1,2]",
        "[[],[[]],{}]", #"{"":0}"#, #"{"a":1}"#, #"{"a":{"b":[1,{"c":null}]}}"#, #"{"a":1,"a":2}"#, " \t\r\n1 \t\r\n", "[\n1\t,\r2 ]",
        #"{ "a" : 1 , "b" : 2 }"#,
    ]) func takesWhatIsJSON(_ text: String) {
        #expect(faultDetail(text) == nil)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "0x10", "1_000", "1 2",
        "--1", "- 1", "\"",
        "\"a", "\"\\\"", "\"\\", #""\a""#, #""\x41""#, #""\u""#, #""\u12""#, #""\u123""#, #""\u123g""#, #""\u12"#, "\"\n\"", "\"\t\"",
        "\"\u{0}\"", "\"\u{1F}\"", "'a'",
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}", "[1]]", "[1],", "{", "}", "{]", #"{"a""#, #"{"a":"#, #"{"a":1"#,
        #"{"a":1,"#, #"{"a":1,}"#, #"{"a" 1}"#,
        #"{"a",1}"#, "{1:1}", "{a:1}", "{'a':1}", #"{,"a":1}"#, #"{"a":1 "b":2}"#, #"{"a":1]"#, #"{"a"::1}"#, #"{"a":1}}"#, "// a\n1",
        "/* a */1", "1 // a", "\u{FEFF}1", "\u{A0}1",
        "[1\u{B}]", "1\u{0}",
    ]) func refusesWhatIsNot(_ text: String) {
        #expect(faultDetail(text) != nil)
    }

    @Test func saysAtWhichByteTheTextStopsBeingJSON() {
        #expect(faultDetail(#"{"a": 1, "b": tru}"#)?.contains("an unknown word at byte 14") == true)
        #expect(faultDetail("{\n\"a\": 1,\n  b: 2}")?.contains("at byte 12, line 3, column 3.") == true)
        #expect(faultDetail("")?.contains("nothing at byte 0") == true)
        #expect(faultDetail("[1, 2")?.contains("an unexpected end at byte 5") == true)
        #expect(faultDetail("1 x")?.contains("something after the end of the value at byte 2") == true)
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")]) func goesSoDeepAndNoDeeper(_ open: String, _ close: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        #expect(faultDetail(nested(JSONDocument.maximumDepth)) == nil)
        #expect(faultDetail(nested(JSONDocument.maximumDepth + 1))?.contains("levels") == true)
        // Never recursive: what a stack would not survive is refused as calmly.
        #expect(faultDetail(String(repeating: open, count: 1_000_000))?.contains("levels") == true)
        // Depth, not number: siblings are free.
        #expect(faultDetail("[" + Array(repeating: open + "1" + close, count: 100).joined(separator: ",") + "]") == nil)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]]) func refusesBytesThatAreNoUTF8(_ bytes: [UInt8])
    {
        let fault = fault { () throws(Fault) in try JSONDocument([0x22] + bytes + [0x22]) }
        #expect(fault?.code == "request.malformed-json")
        #expect(fault?.kind == .malformed)
        #expect(fault?.detail.contains("UTF-8") == true)
    }
}

/// What a text is refused with; nil where it is JSON.
private func faultDetail(_ text: String) -> String? {
    fault { () throws(Fault) in try JSONDocument(Array(text.utf8)) }?.detail
}
