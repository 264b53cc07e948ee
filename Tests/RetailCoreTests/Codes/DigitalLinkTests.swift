import RetailCore
import TestSupport
import Testing

/// GS1 Digital Link Standard: URI Syntax.
@Suite struct DigitalLinkTests {
    private let today = Day(number: 20_780)  // 2026-11-23
    private let stem = "https://id.gs1.org/01/04012345123456"

    @Test func readsKeyQualifiersAndAttributes() throws {
        let meaning = try read("\(stem)/22/2A/10/A%2FB/21/S1?17=261231&lang=de&3103=001500#top")
        #expect(meaning.kind == .digitalLink)
        #expect(meaning.gtin?.text13 == "4012345123456")
        #expect(meaning.batch == "A/B")
        #expect(meaning.serial == "S1")
        #expect(meaning.expiry?.description == "2026-12-31")
        #expect(meaning.quantity == Quantity(milli: 1500))
    }

    @Test(arguments: [
        "https://shop.example/01/4012345123456", "HTTPS://SHOP.EXAMPLE:8080/P/01/04012345123456", "http://a/b/c/01/04012345123456/",
        "https://user@shop.example/de/01/04012345123456?x", "https://id.gs1.org/01/04012345123456#17=1",
    ]) func takesAnyDomainAndPathInFront(uri: String) throws {
        #expect(try read(uri).gtin?.text13 == "4012345123456")
    }

    @Test func padsShortGTINs() throws {
        #expect(try read("https://id.gs1.org/01/96385074").gtin?.text8 == "96385074")
        #expect(try read("https://id.gs1.org/01/036000291452").gtin?.text12 == "036000291452")
        #expect(CodeReader(today: today).read("https://id.gs1.org/01/401234512345").problem == .wrongCheckDigit)
        #expect(CodeReader(today: today).read("https://id.gs1.org/01/40123451234").problem == .wrongLength)
    }

    @Test(arguments: [
        ("/21/S1/10/L1", CodeProblem.Code.linkOrder), ("/8011/1", .linkOrder), ("/10/L1/10/L1", .linkOrder), ("/zz/1", .unknownIdentifier),
        ("/10", .wrongLength), ("/10/", .wrongLength), ("?18=1", .unknownIdentifier), ("?10=L1", .linkAttribute),
        ("?21=S1", .linkAttribute),
        ("/21/S?10=L", .linkAttribute), ("?17=261231&17=261231", .linkRepeated), ("?01=04012345123456", .linkRepeated),
        ("/10/A%2", .linkEncoding), ("/10/A%zz", .linkEncoding), ("?17=261331", .wrongDate), ("/10/A%20B", .wrongCharacter),
        ("/10/" + "A+B?240=A+B", .wrongCharacter), ("/235/T?21=S", .linkAttribute),
    ]) func refuses(rest: String, code: CodeProblem.Code) {
        #expect(CodeReader(today: today).read(stem + rest).problem == code)
    }

    @Test func refusesWithdrawnNames() {
        #expect(CodeReader(today: today).read("https://id.gs1.org/gtin/04012345123456/lot/L1").problem == .linkShortName)
        #expect(CodeReader(today: today).read("https://example.com/party/tonight").meaning?.kind == .plain)
    }

    /// As GS1's Barcode Syntax Engine does: the key is the last one, and in front of it is the domain's own path.
    @Test(arguments: [
        "https://id.gs1.org/10/L1/01/04012345123456", "https://shop.example/21/stores/01/4012345123456",
        "https://shop.example/01/09506000134352/01/04012345123456", "https://shop.example/01/09506000134352/10/A/01/04012345123456",
        "https://shop.example/01/04012345123457/22/01/01/04012345123456",
    ]) func whatIsInFrontOfTheLastKeyIsTheDomainsOwnPath(uri: String) throws {
        let meaning = try read(uri)
        #expect(meaning.gtin?.text13 == "4012345123456")
        #expect(meaning.elements.count == 1)
    }

    @Test(arguments: [
        "https://example.com", "https://example.com/", "https://example.com/menu?table=7", "https://example.com/2024/10/21",
        "https://example.com/00/abc", "https://example.com?01=1", "http:///01/04012345123456", "https://",
    ]) func leavesOtherAddressesAlone(uri: String) {
        #expect(CodeReader(today: today).read(uri).meaning?.content == .plain(uri))
    }

    /// GS1 Digital Link Standard: URI Syntax, 6: only parsing tells a Digital Link from another address, and these don't parse as one.
    @Test(arguments: [
        "/status/401/unauthorized", "/8010/abc", "/cpid/5", "/414/5", "/8004/5", "/2026/01/12345671", "/01/04012345123457", "/00/1234/x",
        "/401/12%zz", "/gtin/2024", "/party/2024", "/gtin/04012345123457/lot/L1", "/8004/abc/01/5",
    ]) func leavesAddressesWithoutAKeyAloneUnlessTheyAreGS1s(path: String) {
        for host in ["x.example", "id.gs1.org.example", "id.gs1.org@x.example", "xid.gs1.org:80"] {
            #expect(CodeReader(today: today).read("https://\(host)\(path)").meaning?.content == .plain("https://\(host)\(path)"))
        }
        for host in ["id.gs1.org", "ID.GS1.org", "id.gs1.org:443", "me@id.gs1.org"] {
            #expect(CodeReader(today: today).read("https://\(host)\(path)").problem != nil, "\(host)\(path)")
        }
    }

    @Test(arguments: [
        ("/01/04012345123457", CodeProblem.Code.wrongCheckDigit, 22), ("/01/04012345123457/10/L1", .wrongCheckDigit, 22),
        ("/01/04012345123457/zz/1", .wrongCheckDigit, 22), ("/01/abc", .wrongLength, 22), ("/414/5", .wrongLength, 23),
        ("/8004/12%zz", .linkEncoding, 24), ("/01/04012345123456/8004/5", .linkOrder, 37), ("/gtin/5", .linkShortName, 19),
    ]) func saysWhatIsWrongOnTheHostOfGS1(path: String, code: CodeProblem.Code, position: Int) {
        let reading = CodeReader(today: today).read("https://id.gs1.org\(path)")
        #expect(reading.problem == code && reading.position == position, "\(path): \(reading)")
    }

    /// Whoever has a valid key in an address meant it as one, on any host.
    @Test(arguments: [
        ("/gtin/04012345123456", CodeProblem.Code.linkShortName), ("/gtin/4012345123456", .linkShortName),
        ("/cpid/4012345A", .linkShortName),
        ("/01/04012345123456/zz/1", .unknownIdentifier), ("/01/04012345123456/10", .wrongLength),
        ("/01/04012345123456/10/A%2", .linkEncoding),
    ]) func saysWhatIsWrongBehindAValidKey(path: String, code: CodeProblem.Code) {
        #expect(CodeReader(today: today).read("https://x.example\(path)").problem == code)
    }

    @Test func writesTheCanonicalForm() throws {
        let elements = try [("17", "261231"), ("21", "S1"), ("01", "04012345123456"), ("10", "A/B+"), ("15", "261201")].map {
            try element($0, $1)
        }
        let link = try DigitalLink(elements)
        #expect(link.uri() == "\(stem)/10/A%2FB%2B/21/S1?15=261201&17=261231")
        #expect(
            link.uri(stem: "https://shop.example/p") == "https://shop.example/p/01/04012345123456/10/A%2FB%2B/21/S1?15=261201&17=261231")
        #expect(try read(link.uri()).elements == link.elements)
    }

    @Test func refusesWhatIsNoLink() throws {
        #expect(refusal([("91", "A")]) == .linkNoKey)
        #expect(refusal([("01", "04012345123456"), ("8200", "x")]) == .linkAttribute)
        #expect(refusal([("01", "04012345123456"), ("10", "A"), ("10", "A")]) == .linkRepeated)
        #expect(refusal([("01", "04012345123456"), ("37", "1")]) == .contradiction)
        #expect(refusal([("01", "04012345123456"), ("235", "T"), ("21", "S")]) == .contradiction)
        #expect(refusal([]) == .linkNoKey)
    }

    @Test(arguments: seeds) func readsWhatItWrites(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var written = 0
        for _ in 0..<300 {
            guard let link = try? DigitalLink(random.label(today: today)) else { continue }
            written += 1
            for stem in ["https://id.gs1.org", "http://shop.example/de/p"] {
                let reading = CodeReader(today: today).read(link.uri(stem: stem))
                #expect(reading.meaning?.elements == link.elements, "\(link.uri()): \(reading)")
            }
        }
        #expect(written > 150)
    }

    private func refusal(_ elements: [(String, String)]) -> CodeProblem.Code? {
        do {
            _ = try DigitalLink(elements.map { try element($0, $1) })
            return nil
        } catch {
            return (error as? CodeProblem)?.code
        }
    }

    private func element(_ identifier: String, _ data: String) throws -> CodeElement {
        try CodeElement(#require(ApplicationIdentifier(identifier)), data, today: today)
    }

    private func read(_ text: String) throws -> CodeMeaning {
        let reading = CodeReader(today: today).read(text)
        return try #require(reading.meaning, "\(reading)")
    }
}
