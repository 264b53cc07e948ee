import RetailCore
import TestSupport
import Testing

@Suite struct PriceBookTests {
    private func quote(
        _ book: PriceBook, store: ID<Store> = Shop.north, tier: CustomerTier? = nil, milli: Int64 = 1000, at: Int64 = 1_000_000_000
    ) -> PriceQuote? {
        book.price(
            product: Shop.apple, store: store, tier: tier, quantity: Quantity(milli: milli), at: Instant(microseconds: at))
    }

    @Test func theHighestPriorityWinsThenTheMoreSpecificList() throws {
        let general = try Shop.list(1)
        let tier = try Shop.list(2, tiers: [Shop.gold])
        let store = try Shop.list(3, stores: [Shop.north])
        let both = try Shop.list(4, stores: [Shop.north], tiers: [Shop.gold])
        let book = try PriceBook([
            (both, [Shop.price(400)]), (general, [Shop.price(100)]), (store, [Shop.price(300)]), (tier, [Shop.price(200)]),
        ])
        #expect(quote(book, tier: Shop.gold)?.list == both)
        #expect(quote(book)?.list == store)
        #expect(quote(book, store: Shop.south, tier: Shop.gold)?.list == tier)
        #expect(quote(book, store: Shop.south, tier: Shop.silver)?.list == general)
        let campaign = try PriceBook([
            (both, [Shop.price(400)]), (Shop.list(9, priority: 1), [Shop.price(999)]), (Shop.list(8, priority: -1), [Shop.price(1)]),
        ])
        #expect(quote(campaign, tier: Shop.gold)?.unitPrice.minor == 999)
        #expect(quote(campaign, store: Shop.south)?.unitPrice.minor == 999)
    }

    @Test func amongEqualsTheLowerPriceWinsThenTheLowerId() throws {
        let book = try PriceBook([
            (Shop.list(3), [Shop.price(90, breaks: [(5000, 80)])]), (Shop.list(2), [Shop.price(85)]), (Shop.list(1), [Shop.price(85)]),
        ])
        #expect(quote(book)?.list.id.low == 1)
        #expect(quote(book)?.unitPrice.minor == 85)
        // The price that counts is the one at the quantity.
        #expect(quote(book, milli: 5000)?.list.id.low == 3)
        #expect(quote(book, milli: -5000)?.quantityBreak?.unitPrice.minor == 80)
    }

    @Test func versionsHoldFromTheirMomentOn() throws {
        let book = try PriceBook([
            (Shop.list(1), [Shop.price(120, from: 300), Shop.price(100, from: 100), Shop.price(80, from: 150, until: 200)])
        ])
        for (at, minor) in [
            (99, nil), (100, 100), (149, 100), (150, 80), (199, 80), (200, 100), (299, 100), (300, 120), (.max, 120), (.min, nil),
        ] as [(Int64, Int64?)] {
            #expect(quote(book, at: at)?.unitPrice.minor == minor, "at \(at)")
        }
        let over = try PriceBook([(Shop.list(1), [Shop.price(100, from: 100, until: 200), Shop.price(90, from: 120, until: 150)])])
        for (at, minor) in [(130, 90), (150, 100), (200, nil), (201, nil)] as [(Int64, Int64?)] {
            #expect(quote(over, at: at)?.unitPrice.minor == minor, "at \(at)")
        }
    }

    /// A list that has nothing to say at the moment leaves the word to the next.
    @Test func listsWithoutAPriceStandBack() throws {
        let book = try PriceBook([
            (Shop.list(1, priority: 9), [Shop.price(50, from: 100, until: 200)]),
            (Shop.list(2, priority: 8), [Shop.price(60, of: Shop.pear)]),
            (Shop.list(3, priority: 7, stores: []), [Shop.price(1)]), (Shop.list(4, tiers: []), [Shop.price(1)]),
            (Shop.list(5), [Shop.price(100)]),
        ])
        #expect(quote(book, tier: Shop.gold)?.unitPrice.minor == 100)
        #expect(quote(book, at: 150)?.unitPrice.minor == 50)
        #expect(quote(try PriceBook([])) == nil)
    }

    @Test func breaksHoldFromTheirQuantityOn() throws {
        let book = try PriceBook([(Shop.list(1), [Shop.price(100, breaks: [(50_000, 80), (10_000, 90)])])])
        for (milli, minor) in [(9999, 100), (10_000, 90), (49_999, 90), (50_000, 80), (-10_000, 90), (0, 100), (.min, 80)]
            as [(Int64, Int64)]
        {
            #expect(quote(book, milli: milli)?.unitPrice.minor == minor, "\(milli)")
        }
    }

    /// Against the rule read aloud: every list, every version, one after the other.
    @Test(arguments: seeds) func findsWhatASearchThroughEverythingFinds(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            var parts: [(list: PriceList, versions: [PriceVersion])] = []
            for number in 0..<UInt64.random(in: 0...8, using: &random) {
                let stores: Set<ID<Store>>? = [nil, [Shop.north], [Shop.north, Shop.south]].randomElement(using: &random) ?? nil
                let tiers: Set<CustomerTier>? = [nil, [Shop.gold], [Shop.gold, Shop.silver]].randomElement(using: &random) ?? nil
                let list = try Shop.list(number, priority: Int32.random(in: 0...1, using: &random), stores: stores, tiers: tiers)
                var versions: [PriceVersion] = []
                for from in Set((0..<6).map { _ in Int64.random(in: 0...20, using: &random) }).sorted() {
                    let until: Int64? = Bool.random(using: &random) ? nil : from + Int64.random(in: 1...9, using: &random)
                    let minor = Int64.random(in: 1...3, using: &random)
                    versions.append(try Shop.price(minor, from: from, until: until, breaks: [(2000, minor - 1)]))
                }
                parts.append((list, versions))
            }
            let book = try PriceBook(parts.shuffled(using: &random))
            for at in -1...31 as ClosedRange<Int64> {
                let store = [Shop.north, Shop.south, ID(high: 3, low: 9)].randomElement(using: &random) ?? Shop.north
                let tier: CustomerTier? = [nil, Shop.gold, Shop.silver, CustomerTier("bronze")].randomElement(using: &random) ?? nil
                let milli: Int64 = Bool.random(using: &random) ? 1000 : 2000
                let found = quote(book, store: store, tier: tier, milli: milli, at: at)
                let expected = slowly(parts, store, tier, milli, at)
                #expect(found?.list == expected?.list)
                #expect(found?.version == expected?.version)
                #expect(found?.unitPrice == expected?.unitPrice)
            }
        }
    }

    private func slowly(
        _ parts: [(list: PriceList, versions: [PriceVersion])], _ store: ID<Store>, _ tier: CustomerTier?, _ milli: Int64, _ at: Int64
    ) -> (list: PriceList, version: PriceVersion, unitPrice: Money)? {
        let quotes = parts.compactMap { list, versions -> (list: PriceList, version: PriceVersion, unitPrice: Money)? in
            guard list.stores?.contains(store) ?? true, list.tiers.map({ tiers in tier.map(tiers.contains) ?? false }) ?? true else {
                return nil
            }
            let holding = versions.filter { $0.from.microseconds <= at && $0.until.map { $0.microseconds > at } ?? true }
            guard let version = holding.max(by: { $0.from < $1.from }) else { return nil }
            let reached = milli >= 2000 ? version.breaks.first : nil
            return (list, version, reached?.unitPrice ?? version.unitPrice)
        }
        func rank(_ list: PriceList) -> Int { (list.stores == nil ? 0 : 2) + (list.tiers == nil ? 0 : 1) }
        return quotes.min { left, right in
            if left.list.priority != right.list.priority { return left.list.priority > right.list.priority }
            if rank(left.list) != rank(right.list) { return rank(left.list) > rank(right.list) }
            return left.unitPrice != right.unitPrice ? left.unitPrice < right.unitPrice : left.list.id < right.list.id
        }
    }

    @Test func refusesWhatHasNoAnswer() throws {
        let (list, price) = (try Shop.list(1), try Shop.price(100))
        #expect(faultCode { () throws(Fault) in try PriceBook([(list, []), (list, [])]) } == "price.list-twice")
        #expect(faultCode { () throws(Fault) in try PriceBook([(list, [price, price])]) } == "price.version-twice")
        let francs = try Shop.list(2, currency: "CHF")
        #expect(faultCode { () throws(Fault) in try PriceBook([(list, []), (francs, [])]) } == "price.mixed-currencies")
    }

    @Test func refusesVersionsThatCannotBe() {
        func code(_ minor: Int64, until: Instant? = nil, breaks: [(Int64, Int64)] = []) -> String? {
            faultCode { () throws(Fault) in
                try PriceVersion(
                    Shop.apple, from: Shop.noon, until: until, unitPrice: Money(minor: minor),
                    breaks: breaks.map { .init(from: Quantity(milli: $0.0), unitPrice: Money(minor: $0.1)) })
            }
        }
        #expect(code(0) == nil)
        #expect(code(-1) == "price.negative")
        #expect(code(1, until: Shop.noon) == "price.validity-empty")
        #expect(code(1, breaks: [(1000, -1)]) == "price.negative")
        #expect(code(1, breaks: [(0, 1)]) == "price.breaks-wrong")
        #expect(code(1, breaks: [(1000, 1), (1000, 2)]) == "price.breaks-wrong")
        #expect(code(1, breaks: (1...21).map { ($0, 1) }) == "price.breaks-wrong")
    }
}
