import RetailCore
import TestSupport
import Testing

/// GS1 General Specifications, 3 (elements), 4.13–4.14 (associations) and 7.8 (separators).
@Suite struct ElementStringTests {
    private let today = Day(number: 20_780)  // 2026-11-23
    private let article = "0104012345123456"

    @Test func decodesValues() throws {
        let meaning = try read("]d2\(article)172612001021\u{1D}3103001500\u{1D}3012\u{1D}39329780599")
        #expect(meaning.kind == .elementString)
        #expect(meaning.gtin?.text13 == "4012345123456")
        #expect(meaning.lookup == meaning.gtin)
        #expect(meaning.batch == "21")
        #expect(meaning.expiry?.description == "2026-12-31")
        #expect(meaning.quantity == Quantity(milli: 1500))
        #expect(meaning.count == 12)
        #expect(meaning.price?.description == "5.99")
        #expect(meaning.priceCurrency?.code == "EUR")
        #expect(meaning.serial == nil)
        #expect(meaning.symbology == .gs1DataMatrix)
    }

    /// A label in lev stays one in lev; a number that is no currency's is refused, not taken for the shop's own.
    @Test func aPriceIsInTheCurrencyThatTheLabelNames() throws {
        let (euro, lev) = (try #require(Currency(code: "EUR")), try #require(Currency(code: "BGN")))
        let label = try read("]d2\(article)30" + "12\u{1D}39329751299")
        #expect(label.priceCurrency == lev)
        #expect(faultCode { () throws(Fault) in try label.price(in: euro) } == "code.other-currency")
        #expect(try label.price(in: lev) == Money(minor: 1299))
        #expect(label.summary.hasSuffix("price 12.99 BGN (withdrawn)"))
        #expect(try read("]e0\(article)310300150039221299").price(in: euro) == Money(minor: 1299))
        #expect(try read("]e0\(article)").price(in: euro) == nil)
        for number in ["000", "001", "998"] {
            #expect(reader.read("]d2\(article)30" + "12\u{1D}3932\(number)1299").problem == .wrongValue)
            #expect(reader.read("]d2\(article)30" + "12\u{1D}3912\(number)1299").problem == .wrongValue)
        }
    }

    @Test func keepsWhatIsFinerThanAThousandth() throws {
        let meaning = try read("]e0\(article)3105001501")
        #expect(meaning.weight?.description == "0.01501")
        #expect(meaning.quantity == nil)
        #expect(faultCode { () throws(Fault) in try meaning.weight?.quantity() } == "code.not-exact")
        let price = try #require(read("]e0\(article)3103001500392312345").price)
        let yen = try #require(Currency(code: "JPY"))
        let euro = try #require(Currency(code: "EUR"))
        let dinar = try #require(Currency(code: "KWD"))
        #expect(price.description == "12.345")
        #expect(faultCode { () throws(Fault) in try price.money(in: yen) } == "code.not-exact")
        #expect(faultCode { () throws(Fault) in try price.money(in: euro) } == "code.not-exact")
        #expect(try price.money(in: dinar) == Money(minor: 12_345))
    }

    /// Two digits say a year only where `today` is one of the calendar's.
    @Test(arguments: [Int32.min, -800_000, -719_529, -719_163, 2_932_897, .max]) func refusesDaysOutsideTheCalendar(number: Int32) {
        let day = Day(number: number)
        #expect { try CodeElement(.expiry, day, today: day) } throws: { ($0 as? CodeProblem)?.code == .wrongDate }
    }

    @Test func writesTheCalendarsFirstAndLastDay() throws {
        for (year, month, date, digits) in [(1, 1, 1, "010101"), (9999, 12, 31, "991231")] {
            let day = try #require(Day(year: year, month: month, day: date))
            #expect(try CodeElement(.expiry, day, today: day).data == digits)
        }
    }

    @Test func aSeparatorAmongBracketsIsItselfWrong() {
        let behind = reader.read("(01)04012345123456\u{1D}(10)L1")
        #expect(behind.description == "Not readable: The data has a character that is not allowed there. [code.wrong-character at 18]")
        let inside = reader.read("(01)04012345123456(10)L\u{1D}1")
        #expect(inside.problem == .wrongCharacter && inside.position == 23)
    }

    /// The standard has no titles for North American coupons.
    @Test func namesWhatHasNoTitle() {
        #expect(ApplicationIdentifier.all.allSatisfy { !$0.title.isEmpty })
        let reading = CodeReader(today: today).read("(8110)106141416543213150110120")
        #expect(reading.meaning?.summary == "COUPON CODE 106141416543213150110120")
        #expect(reading.description.hasSuffix("\n  (8110) COUPON CODE                106141416543213150110120"), "\(reading.description)")
    }

    @Test func tellsTimes() throws {
        let meaning = try read("]d2\(article)70032612311830")
        #expect(meaning.expiry?.description == "2026-12-31")
        let time = try #require(meaning[.expiryTime])
        #expect(time.words == "expires 2026-12-31 18:30:00")
    }

    /// GS1 General Specifications, 7.12: 49 years back, 50 ahead.
    @Test func placesTwoDigitYearsAroundToday() throws {
        for current in [1995, 2000, 2001, 2026, 2049, 2051, 2099, 2100] {
            let now = try #require(Day(year: current, month: 6, day: 15))
            for year in (current - 49)...(current + 50) {
                let day = try #require(Day(year: year, month: 1, day: 31))
                let element = try CodeElement(.productionDate, day, today: now)
                let reader = CodeReader(today: now, acceptsPartialLabels: true)
                #expect(reader.read("]d2" + (try ElementString([element], partial: true)).text).meaning?.produced == day)
            }
            for year in [current - 50, current + 51] {
                let day = try #require(Day(year: year, month: 1, day: 31))
                #expect(throws: CodeProblem.self) { try CodeElement(.productionDate, day, today: now) }
            }
        }
    }

    @Test func endsOfMonths() throws {
        for (digits, day) in [("280200", "2028-02-29"), ("270200", "2027-02-28"), ("270400", "2027-04-30"), ("271200", "2027-12-31")] {
            #expect(try read("]d2\(article)17\(digits)").expiry?.description == day)
        }
    }

    @Test(arguments: [
        ("]d20104012345123457", CodeProblem.Code.wrongCheckDigit, 5), ("]d2010401234512345", .wrongLength, 5),
        ("]d2\u{1D}\u{1D}0104012345123456", .emptyElement, 4), ("]d201040123451234561899", .unknownIdentifier, 19),
        ("]d2010401234512345610A B", .wrongCharacter, 22), ("]d2010401234512345610", .wrongLength, 21),
        ("]d2010401234512345617260230", .wrongDate, 21), ("]C110A", .companionMissing, 3),
        ("]C1010401234512345637" + "24", .contradiction, 3),
        ("]C1010401234512345610A\u{1D}10B", .repeatedDifferently, 23), ("]d2010401234512345617\u{1D}26", .wrongLength, 21),
        ("]d2x", .unknownIdentifier, 3), ("]d2\u{1D}", .empty, 4), ("]d2010401234512345639x0599", .unknownIdentifier, 19),
    ]) func saysWhatIsWrongAndWhere(text: String, code: CodeProblem.Code, position: Int) {
        guard case .problem(let problem) = reader.read(text) else {
            Issue.record("is read: \(reader.read(text))")
            return
        }
        #expect(problem.code == code)
        #expect(problem.position == position)
        #expect(!problem.words.isEmpty)
    }

    @Test func neverGuessesALostSeparator() throws {
        let unmarked = try #require(reader.read("\(article)10L12317261231").readings)
        #expect(unmarked.map(\.batch) == ["L12317261231", "L123"])
        #expect(unmarked.map(\.expiry?.description) == [nil, "2026-12-31"])
        // With a mark that separators are sent, there is the standard's reading only.
        #expect(try read("]C1\(article)10L12317261231").batch == "L12317261231")
        let wary = CodeReader(today: today, trustsSeparators: false)
        #expect(wary.read("]C1\(article)10L12317261231").readings?.count == 2)
        // Too long for a batch, so a separator is lost for certain: still nothing is chosen.
        let long = try #require(reader.read("]d2\(article)10ABCDEFGHIJKLMNOPQRST17261231").readings)
        #expect(long.map(\.batch) == ["ABCDEFGHIJKLMNOPQRST"])
        #expect(reader.read("\(article)1726123110L123").meaning?.batch == "L123")
    }

    /// Two labels in digits alone; of the second there are more ways than are shown, so one alone must never be.
    @Test func findsSeveralWaysInLongLabelsOfDigits() throws {
        for text in [
            "0107497367737596213188828021323210848939151184721532717250209392280643103074216",
            "0100823982583848213745459611344204365108130067694643105874311290807172512173103039039",
        ] {
            #expect(reader.read(text).readings?.count == 4, "\(reader.read(text))")
            #expect(reader.read(text).hasMore == true)
            #expect(reader.read(text).description.hasSuffix("\n  and in other ways"))
        }
        #expect(reader.read("\(article)10L12317261231").hasMore == false)
        #expect(reader.read("\(article)10L12317261231").description.hasSuffix("expires 2026-12-31"))
    }

    @Test func bracketsBehindASymbologyIdentifierAreNoData() {
        for text in ["]C1(01)04012345123456", "]d2(01)04012345123456(10)L1", "]Q3(8010)4012345A"] {
            #expect(reader.read(text).problem == .bracketsInSymbol && reader.read(text).position == 3, "\(reader.read(text))")
        }
        #expect(reader.read("(01)04012345123456", symbology: .gs1DataMatrix).problem == .bracketsInSymbol)
        #expect(reader.read("]C1(01").problem == .unknownIdentifier)
    }

    @Test func writesSeparatorsOnlyWhereNeeded() throws {
        let elements = try [("01", "04012345123456"), ("422", "276"), ("17", "261231"), ("10", "A(1)")].map { try element($0, $1) }
        let string = try ElementString(elements)
        #expect(string.text == "\(article)422276\u{1D}1726123110A(1)")
        #expect(string.bracketed == "(01)04012345123456(422)276(17)261231(10)A\\(1)")
        #expect(reader.read(string.bracketed).meaning?.elements == elements)
    }

    @Test(arguments: seeds) func readsWhatItWrites(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let elements = random.label(today: today)
            guard let string = try? ElementString(elements) else { continue }
            for prefix in ["]C1", "]e0", "]d2", "]Q3", "]J1", "]d2\u{1D}"] {
                let reading = reader.read(prefix + string.text)
                #expect(reading.meaning?.elements == elements, "\(string.bracketed): \(reading)")
            }
            #expect(reader.read(string.bracketed).meaning?.elements == elements, "\(string.bracketed)")
            // Without any mark, the reading is the same or one of several.
            let unmarked = reader.read(string.text)
            let readings = unmarked.readings ?? unmarked.meaning.map { [$0] } ?? []
            if string.text.hasPrefix("01") {
                #expect(readings.contains { $0.elements == elements } || readings.count == 4, "\(string.bracketed)")
            }
        }
    }

    @Test func readsBrackets() throws {
        #expect(try read("(01) 04012345123456 (10) L1 ").batch == "L1")
        #expect(reader.read("(01)04012345123456(18)1").problem == .unknownIdentifier)
        #expect(reader.read("(01)04012345123456(10)").problem == .wrongLength)
        #expect(reader.read("(01)04012345123456(10").problem == .brackets)
        #expect(reader.read("(01)04012345123456(10)A(x)").problem == .unknownIdentifier)
        #expect(reader.read("(10)A").problem == .companionMissing)
        #expect(reader.read("(1)A").meaning?.kind == .plain)
    }

    @Test func describesForPeople() throws {
        let meaning = try read("]d2\(article)1726123110L123\u{1D}3103001500")
        #expect(meaning.summary == "GTIN 04012345123456 · expires 2026-12-31 · batch L123 · 1.500 kg")
        #expect(
            reader.read("]d2\(article)10L1").description == """
                GS1 element string (GS1 DataMatrix)
                GTIN 04012345123456 · batch L1
                  (01)   GTIN                       04012345123456
                  (10)   BATCH/LOT                  L1
                """)
        #expect(reader.read("]C110A").description.contains("[code.companion-missing at 3]"))
    }

    private var reader: CodeReader { CodeReader(today: today) }

    private func element(_ identifier: String, _ data: String) throws -> CodeElement {
        try CodeElement(#require(ApplicationIdentifier(identifier)), data, today: today)
    }

    private func read(_ text: String) throws -> CodeMeaning {
        let reading = reader.read(text)
        return try #require(reading.meaning, "\(reading)")
    }
}
