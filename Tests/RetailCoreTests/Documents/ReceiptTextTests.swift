import RetailCore
import TestSupport
import Testing

@Suite struct ReceiptTextTests {
    @Test func noCharacterIsWiderThanItsRoom() {
        // A family of four joined to one character takes eight columns.
        let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"
        var print = PrintColumns(columns: 16)
        print.pair(family, "12345.67 A")
        print.text(family, indent: 12)
        print.text("name", indent: 20)
        for line in print.lines {
            #expect(!line.text.isEmpty)
            #expect(
                line.text.unicodeScalars.filter { $0 != "\u{200D}" }.reduce(0) { $0 + ($1.value > 0x1F000 ? 2 : 1) } <= 16, "\(line.text)")
        }
    }

    private func text(_ lines: [PrintLine]) -> String { lines.map(\.text).joined(separator: "\n") }

    @Test func setsAReceiptInGerman() throws {
        let layout = try ReceiptLayout(columns: 32, words: .german, zone: .utc)
        let lines = layout.lines(
            try Sample.bread(),
            .init(
                hash: .genesis(register: Sample.register, series: Sample.series), copyNumber: 1, cashierName: "Anna",
                footer: ["Vielen Dank und auf Wiedersehen bis bald!"]))
        #expect(
            text(lines) == """
                           Hofgut eG
                           Markt Süd
                          Hauptstr. 1
                           12345 Ort
                     USt-IdNr. DE123456789
                --------------------------------
                        *** KOPIE 1 ***
                Beleg                 S012-R03-1
                03.03.2026 09:05
                Bediener Anna
                --------------------------------
                Roggenbrot 750 g          3,49 B
                Äpfel "Elstar"            3,74 B
                  1,25 kg x 2,99
                  Charge L7
                  Apfelwoche               -0,37
                --------------------------------
                Zwischensumme               6,86
                Rundung bar                -0,01
                SUMME EUR                   6,85
                Ersparnis                   0,37
                Bar                        10,00
                Rückgeld                    3,15
                Steuer B 7% netto 6,41      0,45
                --------------------------------
                Prüfzeichen 3B71-A96F-47A7
                Vielen Dank und auf Wiedersehen
                           bis bald!
                """)
        #expect(lines.filter { $0.style == .tall }.map(\.text) == ["SUMME EUR                   6,85"])
        #expect(lines.filter { $0.style == .bold }.map(\.text) == ["           Hofgut eG", "        *** KOPIE 1 ***"])
    }

    /// Prices without tax: it stands between subtotal and total. What can't pass for a receipt says so.
    @Test func setsTaxOnTopAndMarks() throws {
        var receipt = try Receipt(
            .refund, seller: Seller(chain: .none, chainName: "Mart", store: .none, storeName: "Downtown"), register: Sample.register,
            series: Sample.series, number: 0, printedNumber: "", businessDay: Sample.day.advanced(by: -1), occurredAt: Sample.noon,
            currency: Sample.euro(), refersTo: .init(register: Sample.register, series: Sample.series, number: 1, printedNumber: "S1-R1-1"),
            taxRules: TaxRules(mode: .exclusive, scope: .total, rounding: .halfUp),
            lines: [
                Receipt.Line(
                    text: "Organic whole grain spelt crackers with sesame", unitPrice: Money(minor: 400), shelf: Money(minor: -400),
                    taxes: [.init("CA", Money(minor: -29)), .init("LA", Money(minor: -9))])
            ],
            taxes: [
                .init(code: "CA", rateMicro: 72_500, net: Money(minor: -400), tax: Money(minor: -29), gross: Money(minor: -429)),
                .init(code: "LA", rateMicro: 22_500, net: Money(minor: -400), tax: Money(minor: -9), gross: Money(minor: -409)),
            ],
            payments: [.init(.card, Money(minor: -400), lastFour: "0042", authorisationCode: "A1")])
        receipt.state = .training
        let layout = try ReceiptLayout(columns: 34, zone: .utc)
        #expect(
            text(layout.lines(receipt)) == """
                               Mart
                             Downtown
                ----------------------------------
                 *** TRAINING - NOT A RECEIPT ***
                              REFUND
                Original receipt           S1-R1-1
                2026-03-03 09:05
                Business day 2026-03-02
                ----------------------------------
                Organic whole grain
                spelt crackers with
                sesame                 -4.00 CA LA
                ----------------------------------
                Subtotal                     -4.00
                Tax CA 7.25% net -4.00       -0.29
                Tax LA 2.25% net -4.00       -0.09
                TOTAL EUR                    -4.38
                Card                         -4.00
                  **** 0042
                  Auth. A1
                Still to pay                 -0.38
                """)
        for (state, mark) in [
            (Receipt.State.cancelled, "*** CANCELLED ***"), (.voided, "*** VOIDED ***"), (.suspended, "*** SUSPENDED - NOT A RECEIPT ***"),
        ] {
            receipt.state = state
            #expect(text(layout.lines(receipt)).contains(mark))
        }
    }

    @Test func setsXAndZReports() throws {
        var journal = Journal(register: Sample.register, series: Sample.series)
        var session = try RegisterSession(
            after: journal.head, seller: Sample.seller(), businessDay: Sample.day, openedAt: Sample.noon, currency: Sample.euro(),
            float: Money(minor: 5000))
        let receipt = try Sample.bread()
        _ = try journal.append(receipt)
        try session.add(receipt)
        let report = try session.close(after: journal.head, at: Sample.noon.advanced(bySeconds: 3600), counted: Money(minor: 5700))
        let layout = try ReceiptLayout(columns: 36, zone: .utc)
        let z = text(layout.lines(report, hash: .genesis(register: Sample.register, series: Sample.series)))
        #expect(
            z == """
                             Hofgut eG
                             Markt Süd
                            Hauptstr. 1
                             12345 Ort
                        Tax no. DE123456789
                ------------------------------------
                             Z REPORT 1
                Business day              2026-03-03
                From                2026-03-03 09:05
                To                  2026-03-03 10:05
                Receipts                     1 (1-1)
                ------------------------------------
                Sales (1)                       6.86
                Returns (0)                     0.00
                Voids (0)                       0.00
                Net sales EUR                   6.86
                Discounts                       0.37
                Cash rounding                  -0.01
                Tax B 7% net 6.41               0.45
                ------------------------------------
                Payments
                  Cash (1)                     10.00
                  Change                        3.15
                ------------------------------------
                Drawer
                  Float                        50.00
                  Cash payments                 6.85
                  Cash refunds                  0.00
                  Paid in                       0.00
                  Paid out                      0.00
                  Expected                     56.85
                  Counted                      57.00
                  Variance                      0.15
                ------------------------------------
                Perpetual total                 6.86
                Perpetual absolute              6.86
                ------------------------------------
                Check 3B71-A96F-47A7
                """)
        let x = text(layout.lines(try session.report(at: Sample.noon)))
        #expect(x.contains("X REPORT") && !x.contains("Counted") && !x.contains("Check"))
    }

    /// The measure of the test, apart from the one under test: for the characters that random texts are made of.
    private func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F, 0xE34...0xE3A, 0xE47...0xE4E, 0x94D, 0xFE0F: sum
            case 0x3000...0x9FFF, 0xAC00...0xD7A3, 0xFF01...0xFF60, 0x1F300...0x1FAFF: sum + 2
            default: sum + 1
            }
        }
    }

    @Test(arguments: seeds) func noLineIsWiderThanThePaperAndNoAmountIsCut(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for number in 1...20 {
            var receipt = try random.receipt(number: Int64(number))
            for index in receipt.lines.indices { receipt.lines[index].shelf = Money(minor: random.int64()) }
            receipt.totals.due = Money(minor: random.pick([.min, .max, random.int64()], or: 0))
            var words = random.pick([ReceiptWords.english, .german], or: .english)
            words.groupSeparator = random.pick([nil, "'"], or: nil)
            let columns = Int.random(in: 32...48, using: &random)
            let layout = try ReceiptLayout(columns: columns, words: words, zone: .utc)
            let extras = ReceiptLayout.Extras(
                hash: .genesis(register: Sample.register, series: Sample.series), copyNumber: .max, cashierName: random.wildText(),
                footer: [random.wildText()])
            let lines = layout.lines(receipt, extras)
            for line in lines {
                #expect(width(line.text) <= columns, "\(line.text)")
                #expect(!line.text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E })
            }
            for amount in receipt.lines.map(\.shelf) + [receipt.totals.due] {
                #expect(lines.contains { $0.text.contains(words.text(amount, in: receipt.currency)) })
            }
        }
    }

    @Test func aCharacterNoScriptHasPrintsAsAQuestionMark() throws {
        let joined = Array(repeating: "👩", count: 40).joined(separator: "\u{200D}")
        #expect(joined.count == 1)
        var receipt = try Sample.bread()
        receipt.lines[0].text = joined
        let lines = try ReceiptLayout(columns: 32, zone: .utc).lines(receipt)
        #expect(lines.contains { $0.text == "?                         3.49 B" })
    }

    @Test func refusesOtherPapers() {
        for columns in [31, 49, 0, .min, .max] {
            #expect(faultCode { () throws(Fault) in try ReceiptLayout(columns: columns, zone: .utc) } == "receipt.columns-out-of-range")
        }
    }

    @Test func writesNumbersAsTheirCurrencyAndLanguageDo() throws {
        var words = ReceiptWords.english
        let yen = try #require(Currency(code: "JPY"))
        let dinar = try #require(Currency(code: "KWD"))
        #expect(
            try [0, 5, -5, 123_456].map { words.text(Money(minor: $0), in: try Sample.euro()) } == ["0.00", "0.05", "-0.05", "1234.56"])
        #expect(words.text(Money(minor: -7), in: yen) == "-7" && words.text(Money(minor: 12), in: dinar) == "0.012")
        words.groupSeparator = "."
        words.decimalSeparator = ","
        #expect(try words.text(Money(minor: .min), in: Sample.euro()) == "-92.233.720.368.547.758,08")
        #expect(words.text(Money(minor: 1000), in: yen) == "1.000" && words.text(Money(minor: 999), in: yen) == "999")
        #expect([1000, 1500, -1, 0].map { words.text(Quantity(milli: $0)) } == ["1", "1,5", "-0,001", "0"])
        #expect([190_000, 88_750, 0, 10_000_000].map { words.percent(rateMicro: $0) } == ["19%", "8,875%", "0%", "1.000%"])
        words.dateStyle = .monthFirst
        #expect(words.text(Sample.day) == "03/03/2026")
        #expect(words.text(Day(number: .min)) == Day(number: .min).description)
    }
}
