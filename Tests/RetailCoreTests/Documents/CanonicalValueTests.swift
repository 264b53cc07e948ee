import RetailCore
import TestSupport
import Testing

@Suite struct CanonicalValueTests {
    private func text(_ value: CanonicalValue) throws -> String { String(decoding: try value.bytes(), as: UTF8.self) }

    /// RFC 8785, 3.2.2.2: the escapes; text beyond ASCII stays as it is.
    @Test func escapesWhatJSONHasToAndNothingElse() throws {
        #expect(try text(.string("\u{20AC}$\u{0F}\u{0A}A'B\"\\\\\"/")) == #""€$\u000f\nA'B\"\\\\\"/""#)
        #expect(try text(.string("\u{8}\t\u{C}\r\u{1F}\u{7F}\u{2028}")) == "\"\\b\\t\\f\\r\\u001f\u{7F}\u{2028}\"")
        #expect(try Array("\"e\u{301}\"".utf8) == CanonicalValue.string("e\u{301}").bytes())
    }

    /// RFC 8785, 3.2.3: members in the order of UTF-16 code units, in which the emoji comes before U+FB33.
    @Test func ordersMembersByTheirNames() throws {
        let names = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
        let value = CanonicalValue.object(Dictionary(uniqueKeysWithValues: names.map { ($0, .integer(0)) }))
        #expect(try text(value) == "{\"\\r\":0,\"1\":0,\"\u{80}\":0,\"ö\":0,\"€\":0,\"😀\":0,\"\u{FB33}\":0}")
        #expect(try text(.object(["b": .list([]), "a": .list([.integer(-1), .object([:])])])) == #"{"a":[-1,{}],"b":[]}"#)
    }

    @Test func holdsNoIntegerThatReadersDisagreeOn() throws {
        #expect(try text(.integer(9_007_199_254_740_991)) == "9007199254740991")
        #expect(try text(.integer(-9_007_199_254_740_991)) == "-9007199254740991")
        for value in [9_007_199_254_740_992, .min, .max] as [Int64] {
            #expect(faultCode { () throws(Fault) in try CanonicalValue.integer(value).bytes() } == "document.number-too-large")
        }
    }

    @Test(arguments: [
        "", " 1", "1 ", "01", "-0", "+1", "1.0", "1e2", "9007199254740992", "12345678901234567890", "true", "null", "\"", "\"\\u0041\"",
        "\"\\/\"",
        "\"\\u000F\"", "\"\\u000a\"", "\"\n\"", "[1,]", "[1 ,2]", "{\"a\":1,\"a\":1}", "{\"b\":1,\"a\":1}", "{\"a\":1,}", "{a:1}",
        "{\"a\"}", "[", "-",
    ])
    func readsNothingThatCouldBeWrittenInAnotherWay(text: String) {
        #expect(faultCode { () throws(Fault) in try CanonicalValue(bytes: Array(text.utf8)) } == "document.not-canonical")
    }

    @Test func refusesWhatIsNotUTF8AndWhatLiesTooDeep() throws {
        #expect(faultCode { () throws(Fault) in try CanonicalValue(bytes: [0x22, 0xC3, 0x22]) } == "document.not-canonical")
        let deep = { (count: Int) in Array(String(repeating: "[", count: count).utf8) + Array(String(repeating: "]", count: count).utf8) }
        #expect(try CanonicalValue(bytes: deep(16)).bytes() == deep(16))
        #expect(faultCode { () throws(Fault) in try CanonicalValue(bytes: deep(17)) } == "document.not-canonical")
        #expect(faultCode { () throws(Fault) in try CanonicalValue(bytes: deep(100_000)) } == "document.not-canonical")
    }

    @Test(arguments: seeds) func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for number in 1...50 {
            let receipt = try random.receipt(number: Int64(number))
            let bytes = try receipt.canonicalBytes()
            #expect(try CanonicalValue(bytes: bytes).bytes() == bytes)
            let again = try Receipt(canonicalBytes: bytes)
            #expect(again == receipt)
            #expect(try again.canonicalBytes() == bytes)
        }
    }

    /// Random and mutated bytes are refused or read to the very same bytes.
    @Test(arguments: seeds) func neverTrapsOnBytes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let good = try Sample.bread().canonicalBytes()
        for _ in 0..<400 {
            var bytes = Bool.random(using: &random) ? Array(random.text(of: "{}[]\",:-019\\u000fab", upTo: 40).utf8) : good
            if !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let value = try? CanonicalValue(bytes: bytes) { #expect(try value.bytes() == bytes) }
            if let receipt = try? Receipt(canonicalBytes: bytes) { #expect(try receipt.canonicalBytes() == bytes) }
            _ = try? ZReport(canonicalBytes: bytes)
            _ = try? ReceiptCopy(canonicalBytes: bytes)
        }
    }

    @Test func namesTheMemberThatCannotBeRead() throws {
        var text = String(decoding: try Sample.bread().canonicalBytes(), as: UTF8.self)
        text = text.replacing("\"batch_number\":\"L7\"", with: "\"batch_number\":7")
        let fault = #expect(throws: Fault.self) { try Receipt(canonicalBytes: Array(text.utf8)) }
        #expect(fault?.code == "document.unreadable" && fault?.fields.first?.field == "lines[1].batch_number")
        let more = String(decoding: try Sample.bread().canonicalBytes(), as: UTF8.self).replacing("}}", with: "},\"zebra\":1}")
        #expect(faultCode { () throws(Fault) in try Receipt(canonicalBytes: Array(more.utf8)) } == "document.unreadable")
    }

    @Test func onlyWhatWasCompletedIsADocument() throws {
        var receipt = try Sample.bread()
        let bytes = try receipt.canonicalBytes()
        receipt.state = .voided
        #expect(try receipt.canonicalBytes() == bytes)
        for state in [Receipt.State.training, .suspended, .cancelled] {
            receipt.state = state
            #expect(faultCode { () throws(Fault) in try receipt.canonicalBytes() } == "receipt.not-fiscal")
        }
    }
}
