import RetailCore
import Testing

@Suite struct CodeReaderTests {
    private let today = Day(number: 20_780)  // 2026-11-23
    private var reader: CodeReader { CodeReader(today: today, inStore: .germany) }

    /// GS1 General Specifications, 5.1.2: what the symbology says comes first.
    @Test(arguments: [
        ("4012345123456", CodeMeaning.Kind.gtin), ("]E04012345123456", .gtin), ("]E496385074", .gtin), ("]I112345678901231", .gtin),
        ("]E004252614", .gtin), ("]E3977123456789805", .gtin), ("2812341015005", .inStore), ("]E02812341015005", .inStore),
        ("]d20104012345123456", .elementString), ("0104012345123456", .elementString), ("(01)04012345123456", .elementString),
        ("01040123451234561012\u{1D}", .elementString), ("]Q1https://id.gs1.org/01/04012345123456", .digitalLink),
        ("https://id.gs1.org/01/04012345123456", .digitalLink), ("]C04012345123456", .plain), ("]A096385074", .plain),
        ("]I1123456", .plain),
        ("LOYAL-1", .plain), ("123456789", .plain), ("0104012345123457", .plain), ("10ABC", .plain), ("(", .plain), ("Käse", .plain),
    ]) func tellsKindsApart(text: String, kind: CodeMeaning.Kind) {
        #expect(reader.read(text).meaning?.kind == kind, "\(reader.read(text))")
    }

    @Test(arguments: [
        ("", CodeProblem.Code.empty), (" \t\r\n", .empty), ("]C1", .empty), ("]%1123", .unknownSymbology),
        ("4012345123457", .wrongCheckDigit),
        ("96385075", .wrongCheckDigit), ("]E0123", .wrongLength), ("]E4401234512345", .wrongLength), ("]E0401234512345A", .wrongCharacter),
        ("A\u{1}B", .notText), ("]E024252614", .wrongValue), ("]E39771234567898AB", .wrongCharacter),
        ("]E3977123456789905", .wrongCheckDigit),
    ]) func saysWhyNot(text: String, code: CodeProblem.Code) {
        #expect(reader.read(text).problem == code, "\(reader.read(text))")
    }

    @Test func toldSymbologyCountsUnlessTheTextSaysOtherwise() throws {
        #expect(reader.read("04252614", symbology: .ean13).meaning?.gtin?.text12 == "042100005264")
        #expect(reader.read("4012345123456", symbology: Symbology("C0")).meaning?.kind == .plain)
        #expect(reader.read("]E04012345123456", symbology: Symbology("C0")).meaning?.kind == .gtin)
        #expect(Symbology("]d2") == .gs1DataMatrix)
        #expect(Symbology("d2")?.description == "]d2")
        for text in ["", "]", "d", "]d", "d22", "?1", "d ", "]]d2"] { #expect(Symbology(text) == nil) }
    }

    @Test func readsAddOns() throws {
        let meaning = try #require(reader.read("]E3977123456789805").meaning)
        #expect(meaning.content == .article(try GTIN(text: "9771234567898"), addOn: "05"))
        #expect(meaning.summary == "GTIN 09771234567898 · add-on 05")
    }

    /// Some scanners send a blank between the two symbols.
    @Test(arguments: [
        ("]E39771234567898 05", "09771234567898", "05"), ("]E39771234567898 00005", "09771234567898", "00005"),
        ("]E3036000291452  12", "00036000291452", "12"), ("]E39780143007234   52495 ", "09780143007234", "52495"),
    ]) func readsAddOnsBehindABlank(text: String, gtin: String, addOn: String) throws {
        let meaning = try #require(reader.read(text).meaning, "\(reader.read(text))")
        #expect(meaning.content == .article(try GTIN(text: gtin), addOn: addOn))
    }

    @Test(arguments: [
        ("]E39771234567898 0", CodeProblem.Code.wrongLength), ("]E39771234567898 123", .wrongLength), ("]E397712345678 98", .wrongLength),
        ("]E39771234567898 0 5", .wrongLength), ("]E39771234567898 1 2 3", .wrongCharacter), ("]E39771234567898", .wrongLength),
        ("]E39771234567899 05", .wrongCheckDigit), ("]E3 ", .empty),
    ]) func refusesWhatIsNoAddOn(text: String, code: CodeProblem.Code) {
        #expect(reader.read(text).problem == code, "\(reader.read(text))")
    }

    /// GS1 General Specifications, 1.4.2: numbers of prefixes 980 to 983 and 99 are no articles.
    @Test func couponsAreNotCalledArticles() {
        for text in ["9812345678902", "9912345678909"] {
            #expect(reader.read(text).description == "Coupon or refund receipt, no article\nNumber 0\(text)")
        }
        #expect(reader.read("4012345123456").description == "Article number\nGTIN 04012345123456")
    }

    /// 01234572 is a GTIN-8 and, expanded, a UPC-A: both check digits are right.
    @Test func eightDigitsAreWhatTheyAreSaidToBe() throws {
        let both = "01234572"
        #expect(reader.read(both).meaning?.gtin?.text8 == both)
        #expect(CodeReader(today: today, eightDigits: .upcE).read(both).meaning?.gtin?.text8 == nil)
        let either = CodeReader(today: today, eightDigits: .either)
        #expect(either.read(both).readings?.count == 2)
        #expect(either.read("96385074").meaning?.gtin?.text8 == "96385074")
        #expect(either.read("04252614").meaning?.gtin?.text12 == "042100005264")
        #expect(either.read("04252611").problem == .wrongCheckDigit)
    }

    @Test func readsInStoreCodesByTheirTable() throws {
        let meaning = try #require(reader.read("2812341015005").meaning)
        #expect(meaning.quantity == Quantity(milli: 1500))
        #expect(meaning.lookup?.text13 == "2812340000002")
        #expect(meaning.gtin?.text13 == "2812341015005")
        #expect(meaning.price == nil)
        #expect(CodeReader(today: today).read("2812341015005").meaning?.kind == .gtin)
        #expect(reader.read("02812341015005").meaning?.kind == .inStore)
    }

    @Test func boundsItsInput() {
        #expect(reader.read(String(repeating: "A", count: 512)).meaning?.kind == .plain)
        #expect(reader.read(String(repeating: "A", count: 513)).problem == .tooLong)
        #expect(reader.read([UInt8](repeating: 0xFF, count: 100)).problem == .notText)
        #expect(reader.read([0x41, 0xC3]).problem == .notText)
    }

    @Test func partialLabelsNeedNoCompanions() {
        #expect(reader.read("]C110L1").problem == .companionMissing)
        let partial = CodeReader(today: today, acceptsPartialLabels: true)
        #expect(partial.read("]C110L1").meaning?.batch == "L1")
        #expect(partial.read("]C1010401234512345637" + "24").problem == .contradiction)
    }

    /// Each of them is the answer to some text.
    @Test func everyProblemHasWordsOfItsOwnAndAField() throws {
        let (link, key) = ("https://id.gs1.org", "/01/09506000134352")
        let german = CodeReader(today: today, inStore: .germany)
        let texts: [(CodeProblem.Code, String)] = [
            (.empty, ""), (.tooLong, String(repeating: "A", count: 513)), (.notText, "A\u{1}"), (.unknownSymbology, "]x0A"),
            (.wrongLength, "]E040123451234"), (.wrongCharacter, "]d2010401234512345610A B"), (.wrongCheckDigit, "4012345123457"),
            (.wrongDate, "]d2010401234512345617260230"), (.wrongValue, "]d20104012345123456" + "8006" + "09506000134352" + "0302"),
            (.wrongVerifier, "2812342015004"), (.unknownIdentifier, "]d2x"), (.emptyElement, "]d20104012345123456\u{1D}\u{1D}10A"),
            (.companionMissing, "]C110A"), (.contradiction, "]C101040123451234563724"),
            (.repeatedDifferently, "]C1010401234512345610A\u{1D}10B"), (.brackets, "(01)04012345123456(10"),
            (.bracketsInSymbol, "]C1(01)04012345123456"),
            (.linkEncoding, "\(link)\(key)/10/A%2"), (.linkShortName, "\(link)/gtin/09506000134352"),
            (.linkOrder, "\(link)\(key)/21/A/10/B"),
            (.linkAttribute, "\(link)\(key)?10=A"), (.linkRepeated, "\(link)\(key)?17=261231&17=261230"),
            (.tooManyWays, "010401234512345637022221100202900202299122092292110229220200212119"),
        ]
        var words: Set<String> = []
        for (code, text) in texts {
            guard case .problem(let problem) = german.read(text) else {
                Issue.record("\(code): \(text) is read")
                continue
            }
            #expect(problem.code == code, "\(text): \(problem)")
            let field = problem.fault(field: "code").fields.first
            #expect(field?.code == code.rawValue && field?.message == problem.words)
            if problem.identifier == nil { #expect(words.insert(problem.words).inserted) }
        }
        // A link without a key is refused where one is written; an address without one is no link.
        #expect(Set(texts.map(\.0)) == Set(CodeProblem.Code.allCases).subtracting([.linkNoKey]))
    }
}
