import RetailCore
import Secrets
import Testing

@Suite struct TokenTests {
    @Test(arguments: Token.Kind.allCases) func isReadBackWithItsKindAndDigest(_ kind: Token.Kind) throws {
        let token = Token(new: kind)
        #expect(token.text.exposed.hasPrefix(kind.rawValue + "_"))
        #expect(token.text.exposed.utf8.count == 47)
        let read = try #require(Token(token.text.exposed))
        #expect(read.kind == kind)
        #expect(read.digest == token.digest)
        #expect(TokenDigest(bytes: token.digest.bytes) == token.digest)
        #expect(token.digest.bytes == sha256(Array(token.text.exposed.utf8)))
    }

    @Test func neverComesTwice() {
        #expect(Set((0..<1000).map { _ in Token(new: .access).digest }).count == 1000)
    }

    @Test func refusesWhatItDidNotWrite() {
        let text = Token(new: .access).text.exposed
        let body = String(text.dropFirst(4))
        let cut = String(text.dropLast())
        let wrongs: [String] = ["", "rta_", "xyz_\(body)", "rta-\(body)", "\(text)A", cut, "\(cut)=", "\(cut)/", "\(text.dropLast(2))é"]
        for wrong in wrongs {
            #expect(Token(wrong) == nil, "\(wrong)")
        }
        // 43 letters hold 258 bits: the last two must be zero, or four texts would be one token.
        #expect(Token("rta_" + String(repeating: "A", count: 42) + "B") == nil)
        #expect(Token("rta_" + String(repeating: "A", count: 43)) != nil)
    }

    @Test func printsNothingSecret() {
        let token = Token(new: .refresh)
        #expect("\(token)" == "rtr_<redacted>")
        #expect(!String(reflecting: token).contains(token.text.exposed))
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!dumped.contains(token.text.exposed))
    }

    @Test func digestRefusesAnotherLength() {
        #expect(TokenDigest(bytes: repeated(1, 31)) == nil)
    }
}

@Suite struct EnrolmentCodeTests {
    @Test func hasOneSpelling() throws {
        let code = EnrolmentCode()
        let text = code.text.exposed
        #expect(text.utf8.count == 9)
        #expect(text.dropFirst(4).first == "-")
        #expect(!text.contains { "ILOU".contains($0) })
        #expect(EnrolmentCode(text)?.digest == code.digest)
        #expect("\(code)" == "<redacted>")
    }

    @Test(arguments: ["0123-ABCD", "o123abcd", " oI23 - aBcD ", "0-1-2-3-A-B-C-D", "OL23ABCD"]) func forgivesHowPeopleType(_ typed: String)
    {
        #expect(EnrolmentCode(typed)?.text.exposed == "0123-ABCD")
    }

    @Test(arguments: ["", "0123-ABC", "0123-ABCDE", "0123-ABCU", "0123_ABCD", "0123-ABCÄ"]) func refusesWhatIsNoCode(_ typed: String) {
        #expect(EnrolmentCode(typed) == nil)
    }
}
