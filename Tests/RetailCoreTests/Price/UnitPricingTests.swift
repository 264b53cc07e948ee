import RetailCore
import TestSupport
import Testing

@Suite struct UnitPricingTests {
    private let pricing: UnitPricing

    /// Apples at 4.00 (from 10 on 3.00), 25 % off in their last 3 days; 20 % off by hand is free.
    init() throws {
        let book = try PriceBook([(Shop.list(1), [Shop.price(400, breaks: [(10_000, 300)])])])
        let near = try MarkdownRule(
            id: ID(high: 5, low: 2), name: "Near expiry", stages: [.init(daysLeft: 3, .percentOff(micro: 250_000))])
        let fruit = try MarkdownRule(
            id: ID(high: 5, low: 1), name: "Fruit", scope: .some(products: [], categories: [Shop.fruit]),
            stages: [.init(daysLeft: 1, .fixed(Money(minor: 100)))])
        pricing = UnitPricing(
            book: book, markdowns: [near, fruit], overrides: try OverridePolicy(freeOffMicro: 200_000), rounding: .halfUp)
    }

    private func request(milli: Int64 = 1000, daysLeft: Int? = nil) -> PriceRequest {
        var request = PriceRequest(
            product: Shop.apple, store: Shop.north, quantity: Quantity(milli: milli), at: Shop.noon, day: Shop.day)
        request.expiry = daysLeft.map { Shop.day.advanced(by: $0) }
        return request
    }

    @Test func theListsPriceTimesTheQuantity() throws {
        let line = try pricing.price(of: request(milli: 1333))
        #expect(line.unitPrice?.minor == 400)
        #expect(line.shelf.minor == 533)
        #expect(line.steps.count == 1)
        #expect(try pricing.price(of: request(milli: 10_000)).shelf.minor == 3000)
        #expect(try pricing.price(of: request(milli: -2000)).shelf.minor == -800)
    }

    @Test func listThenMarkdownThenHand() throws {
        var request = request(milli: 2000, daysLeft: 3)
        request.override = try PriceOverride(unitPrice: Money(minor: 240), reason: "bruised")
        let line = try pricing.price(of: request)
        #expect(line.listPrice?.minor == 400)
        #expect(line.unitPrice?.minor == 240)
        #expect(line.shelf.minor == 480)
        guard case .list(let quote) = line.steps[0], case .markdown(let markdown) = line.steps[1],
            case .override(let override, let before) = line.steps[2]
        else {
            Issue.record("not the three steps in their order: \(line.steps)")
            return
        }
        #expect(quote.list.name == "List 1")
        #expect(markdown.name == "Near expiry")
        #expect(override.reason == "bruised")
        #expect(before?.minor == 300, "a hand takes off from what the rules left")
        request.override = try PriceOverride(unitPrice: Money(minor: 239), reason: "bruised")
        #expect(faultCode { () throws(Fault) in try pricing.price(of: request) } == "override.needs-approval")
        request.floor = Money(minor: 240)
        #expect(faultCode { () throws(Fault) in try pricing.price(of: request) } == "override.below-floor")
    }

    @Test func theLowestOfSeveralMarkdownsCounts() throws {
        var request = request(daysLeft: 1)
        #expect(try pricing.price(of: request).unitPrice?.minor == 300)
        request.categories = [Shop.milk, Shop.fruit]
        let line = try pricing.price(of: request)
        #expect(line.unitPrice?.minor == 100)
        #expect(line.steps.count == 2)
    }

    @Test func aLabelsTotalStands() throws {
        var request = request(milli: 99_000, daysLeft: 0)
        request.labelTotal = Money(minor: 499)
        let line = try pricing.price(of: request)
        #expect(line.shelf.minor == 499)
        #expect(line.unitPrice?.minor == 400)
        #expect(line.quantity.milli == 1248, "4.99 / 4.00 = 1.2475")
        request.product = Shop.pear
        let unknown = try pricing.price(of: request)
        #expect(unknown.unitPrice == nil)
        #expect(unknown.quantity == .one)
        #expect(unknown.shelf.minor == 499)
        request.override = try PriceOverride(unitPrice: Money(minor: 1), reason: "x")
        #expect(faultCode { () throws(Fault) in try pricing.price(of: request) } == "price.label-override")
    }

    private func prices(_ requests: [PriceRequest]) throws -> [LinePrice] {
        var requests = requests
        try PriceRequest.countTogether(&requests)
        return try requests.map { try pricing.price(of: $0) }
    }

    @Test func linesOfAProductReachABreakTogether() throws {
        #expect(try prices([request(milli: 9000), request(milli: 999)]).map(\.unitPrice?.minor) == [400, 400])
        let reached = try prices([request(milli: 9000), request(milli: 1000)])
        #expect(reached.map(\.unitPrice?.minor) == [300, 300])
        #expect(reached.map(\.shelf.minor) == [2700, 300], "each line by its own quantity")
        #expect(reached.map(\.listPrice?.minor) == [300, 300])
    }

    @Test func whatComesBackAndWhatIsLabelledReachesNoBreakForOthers() throws {
        #expect(try prices([request(milli: 9000), request(milli: -1000)]).map(\.unitPrice?.minor) == [400, 400])
        #expect(try prices([request(milli: -9000), request(milli: -1000)]).map(\.unitPrice?.minor) == [300, 300])
        var pack = request(milli: 0)
        pack.labelTotal = Money(minor: 4000)
        #expect(try prices([request(milli: 9000), pack]).map(\.unitPrice?.minor) == [400, 400])
        var pears = request(milli: 1000)
        pears.product = Shop.pear
        pears.labelTotal = Money(minor: 1)
        #expect(try prices([request(milli: 9000), pears]).first?.unitPrice?.minor == 400)
        var most = [request(milli: .max), request(milli: 1)]
        #expect(faultCode { () throws(Fault) in try PriceRequest.countTogether(&most) } == "quantity.overflow")
    }

    /// Twelve pieces scanned one by one, in any portions and any order, cost each what they cost scanned as one line.
    @Test(arguments: seeds) func howGoodsAreScannedDoesNotMatter(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let whole = Int64.random(in: 1...20, using: &random) * 1000
            var portions: [Int64] = []
            while let left = Optional(whole - portions.reduce(0, +)), left > 0 { portions.append(.random(in: 1...left, using: &random)) }
            var requests = portions.map { request(milli: $0) }
            requests.shuffle(using: &random)
            let expected = try pricing.price(of: request(milli: whole)).unitPrice
            #expect(try prices(requests).allSatisfy { $0.unitPrice == expected })
        }
    }

    @Test func aLineTakesThePriceThatWasFound() throws {
        var pack = request()
        pack.labelTotal = Money(minor: 499)
        let price = try pricing.price(of: pack)
        let line = CartLine(product: Shop.apple, unit: .kilogram, price: price)
        #expect(line.shelf.minor == 499 && line.quantity.milli == 1248 && line.unitPrice?.minor == 400)
        let same = CartLine(product: Shop.apple, unit: .kilogram, quantity: .one, unitPrice: nil, shelf: .zero).priced(as: price)
        #expect(same == line)
    }

    @Test func saysWhyThereIsNoPrice() {
        #expect(faultCode { () throws(Fault) in try pricing.price(of: request(daysLeft: -1)) } == "price.expired")
        var label = request(daysLeft: -1)
        label.labelTotal = Money(minor: 499)
        #expect(faultCode { () throws(Fault) in try pricing.price(of: label) } == "price.expired")
        var unknown = request()
        unknown.product = Shop.pear
        #expect(faultCode { () throws(Fault) in try pricing.price(of: unknown) } == "price.none")
    }

    @Test func aHandMayPriceWhatHasNone() throws {
        var request = request()
        request.product = Shop.pear
        let approval = Approval(id: ID(high: 6, low: 1), approver: ID(high: 6, low: 2), at: Shop.noon, limitOffMicro: 0)
        request.override = try PriceOverride(unitPrice: Money(minor: 250), reason: "not listed", approval: approval)
        let line = try pricing.price(of: request)
        #expect(line.shelf.minor == 250)
        #expect(line.listPrice == nil)
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let known = [
            "price.expired", "price.none", "price.label-without-amount", "price.label-override", "money.overflow", "quantity.overflow",
        ]
        for _ in 0..<500 {
            var request = request(milli: random.int64())
            request.day = Day(number: Int32(truncatingIfNeeded: random.int64()))
            request.expiry = Bool.random(using: &random) ? nil : Day(number: Int32(truncatingIfNeeded: random.int64()))
            request.at = Instant(microseconds: random.int64())
            if Bool.random(using: &random) { request.labelTotal = Money(minor: random.int64()) }
            if Bool.random(using: &random) {
                request.override = try PriceOverride(unitPrice: Money(minor: max(0, random.int64())), reason: "x")
            }
            do throws(Fault) {
                let line = try pricing.price(of: request)
                if let unitPrice = line.unitPrice, request.labelTotal == nil {
                    #expect(line.shelf == (try Money.price(unit: unitPrice, times: request.quantity, mode: .halfUp)))
                }
            } catch {
                #expect(known.contains(error.code) || error.code.hasPrefix("override."))
            }
        }
    }
}
