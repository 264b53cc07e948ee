import RetailCore
import TestSupport
import Testing

/// The page "From scan to Z": its code runs, and is the code that was run.
@Suite struct FromScanToZTests {
    // page: begin
    func openTill() throws -> ShopTill? {
        guard let euro = Currency(code: "EUR"), let morning = Instant("2026-03-03T07:00:00Z") else { return nil }
        let day = TimeZoneRules.utc.businessDay(of: morning)
        let seller = Seller(
            chain: TenantID(high: 1, low: 1), chainName: "Hofgut", store: StoreID(high: 1, low: 2), storeName: "Markt Süd",
            address: ["Hauptstr. 1", "12345 Ort"], taxNumber: "DE123456789")
        let (milk, cheese) = (ProductID(high: 2, low: 1), ProductID(high: 2, low: 2))
        let reduced = TaxComponents(try TaxRate(rateMicro: 70_000, code: "B"))
        let articles = [
            try GTIN(text: "4012345123456"): Article(product: milk, name: "Milch 1 l", unit: nil, taxes: reduced),
            try GTIN(text: "2812340000002"): Article(product: cheese, name: "Bergkäse", unit: .kilogram, taxes: reduced),
        ]
        let prices = [
            try PriceVersion(milk, from: morning, unitPrice: Money(minor: 149)),
            try PriceVersion(cheese, from: morning, unitPrice: Money(minor: 2190)),
        ]
        let twoForTwo = try Promotion(
            id: ID<Promotion>(high: 4, low: 1), name: "2 Milch 2,50", layer: .deal,
            benefit: .set(.mixAndMatch(2, of: Goods(.init(products: [milk])), for: Money(minor: 250))))
        let journal = Journal(register: RegisterID(high: 1, low: 3), series: DeviceID(high: 1, low: 4))
        let list = PriceList(id: ID<PriceList>(high: 3, low: 1), name: "Laden", currency: euro)
        return ShopTill(
            seller: seller, euro: euro, zone: .utc, reader: CodeReader(today: day, inStore: .germany), articles: articles,
            pricing: UnitPricing(book: try PriceBook([(list, prices)]), rounding: .halfUp),
            checkout: Checkout(
                promotions: try PromotionSet([twoForTwo]), taxes: TaxRules(mode: .inclusive, scope: .line, rounding: .halfUp)),
            rules: TenderRules(rounding: try CashRounding(stepMinor: 5)), journal: journal,
            session: try RegisterSession(
                after: journal.head, seller: seller, businessDay: day, openedAt: morning, currency: euro, float: Money(minor: 10_000)))
    }
    // page: end

    // page: begin
    func day(at till: inout ShopTill, from morning: Instant) throws -> (sale: Receipt, refund: Receipt?, z: ZReport) {
        let noon = morning.advanced(bySeconds: 5 * 3600)
        for code in ["4012345123456", "]d201040123451234561726031010L7", "2812341015005"] {
            if let refusal = try till.scan(code, at: noon) { print(refusal) }
        }
        let due = try till.total(at: noon).due
        let cash = Tendered.cashSuggestions(for: due, notes: [Money(minor: 500), Money(minor: 5000)]).last ?? due
        let sale = try till.sell(for: [Tendered(.cash, cash)], at: noon)
        let refund = try till.refund(.one, ofLine: 1, of: sale, at: noon.advanced(bySeconds: 600))
        let inDrawer = try till.session.report(at: noon).drawer.expected
        return (sale, refund, try till.close(counted: inDrawer, at: noon.advanced(bySeconds: 6 * 3600)))
    }
    // page: end

    // page: begin
    func prove(_ till: ShopTill) throws {
        var verifier = ChainVerifier(register: till.journal.head.register, series: till.journal.head.series)
        for entry in till.entries { try verifier.next(entry) }
        try verifier.end(at: till.journal.head.hash)
    }
    // page: end

    @Test func theCodeOfThePageRuns() throws {
        var till = try #require(try openTill())
        let (sale, refund, z) = try day(at: &till, from: till.session.openedAt)
        try prove(till)
        // Two packs of milk for 2.50 and 1.500 kg of cheese at 21.90.
        #expect(sale.lines.map(\.amount.minor) == [125, 125, 3285])
        #expect(sale.lines[1].batchNumber == "L7")
        #expect(sale.totals.gross.minor == 3535 && sale.totals.change.minor == 5000 - 3535)
        let back = try #require(refund)
        #expect(back.totals.gross.minor == -125 && back.refersTo?.number == sale.number)
        #expect(z.report.totals.net.minor == 3535 - 125)
        #expect(z.report.drawer.expected.minor == 10_000 + 3535 - 125 && z.report.drawer.variance == .zero)
        #expect(till.entries.count == 3)
        let bytes = try till.print(sale, on: .star)
        #expect(bytes.starts(with: [0x1B, 0x40, 0x1B, 0x52, 0, 0x1B, 0x74, 4]))
    }

    @Test func aCodeThatIsNotSoldIsSaid() throws {
        var till = try #require(try openTill())
        let noon = till.session.openedAt
        #expect(try till.scan("4006381333931", at: noon) == "There is no such article.")
        #expect(try till.scan("4012345123457", at: noon) == "The check digit is wrong.")
        #expect(try till.scan("010401234512345610L12317261231", at: noon) == "Choose one of 2.")
        #expect(till.cart.lines.isEmpty)
    }

    @Test func thePageHasTheCodeThatRuns() throws {
        let folder = "Tests/RetailCoreTests/TradingDay/"
        let code = try ["ShopTill.swift", "FromScanToZTests.swift"].flatMap {
            Self.blocks(try Repository.text(folder + $0), from: "// page: begin", to: "// page: end")
        }
        let page = Self.blocks(try Repository.text("Sources/RetailCore/RetailCore.docc/FromScanToZ.md"), from: "```swift", to: "```")
        #expect(page.count == 9)
        #expect(Set(page) == Set(code))
    }

    /// What stands between two marks, without the indentation of the first.
    private static func blocks(_ text: String, from begin: String, to end: String) -> [String] {
        var blocks: [String] = []
        var block: [Substring]?
        var indent = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = line.drop { $0 == " " }
            if block == nil, bare == begin {
                (block, indent) = ([], line.count - bare.count)
            } else if let lines = block, bare == end {
                blocks.append(lines.joined(separator: "\n"))
                block = nil
            } else {
                block?.append(line.dropFirst(min(indent, line.count - bare.count)))
            }
        }
        return blocks
    }
}
