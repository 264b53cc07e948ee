import RetailCore
import Testing

@Suite struct DiscountExplanationTests {
    private static func promotion(_ layer: String, _ members: String) -> String {
        #""promotions": [{"id": "\#(id(50))", "name": "Deal", "layer": "\#(layer)", \#(members)}]"#
    }

    private static func set(_ parts: String, _ reward: String) -> String {
        promotion("deal", #""set": {"parts": [\#(parts)], \#(reward)}"#)
    }

    private static func part(_ count: Int, _ goods: String = #"{"everything": true}"#) -> String {
        #"{"count": \#(count), "goods": \#(goods)}"#
    }

    /// What the line says of its discount, without the amount.
    private func words(_ promotion: String, lines: String = line(1, quantity: 4000, price: 200)) throws -> String? {
        let all = try explain(request(lines: lines, promotion), columns: 160).map(\.squeezed)
        return all.first { $0.hasPrefix("Deal: ") && $0.contains(" -") }.map { String($0.dropFirst(6).prefix { $0 != "-" }.dropLast()) }
    }

    @Test(arguments: [
        (promotion("price", #""percent_micro": 125000"#), "12.5% off each"),
        (promotion("deal", #""amount_minor": 50"#), "0.50 off each"),
        (promotion("deal", #""fixed_price_minor": 150, "limits": {"per_cart": 3}"#), "1.50 each, 3 of 4 units"),
        (promotion("total", #""percent_micro": 100000"#), "share of 10% off the total"),
        (promotion("total", #""amount_minor": 100"#), "share of 1.00 off the total"),
        (
            promotion("total", #""spend": [{"from_minor": 500, "amount_minor": 100}, {"from_minor": 800, "percent_micro": 200000}]"#),
            "share of 20% off the total"
        ),
        (
            promotion("total", #""spend": [{"from_minor": 500, "percent_micro": 200000}, {"from_minor": 800, "amount_minor": 100}]"#),
            "share of 20% off the total"
        ),
        (set(part(3), #""price_minor": 500"#), "any 3 for 5.00, once, 3 of 4 units"),
        (set(part(2), #""price_minor": 300"#), "any 2 for 3.00, 2 times"),
        (set(part(2), #""amount_minor": 100"#), "1.00 off any 2, 2 times"),
        (set(part(4), #""percent_micro": 100000"#), "10% off any 4, once"),
        (set(part(3), #""cheapest": {"count": 1}"#), "the cheapest of any 3 free, once, 3 of 4 units"),
        (set(part(4), #""cheapest": {"count": 2, "percent_micro": 500000}"#), "50% off the 2 cheapest of any 4, once"),
        (set(part(2) + "," + part(1), #""last_percent_micro": 1000000"#), "buy 2, get 1 free, once, 3 of 4 units"),
        (set(part(3) + "," + part(1), #""last_percent_micro": 500000"#), "buy 3, get 1 with 50% off, once"),
    ]) func benefitsAreSaidInWords(_ promotion: String, _ expected: String) throws {
        #expect(try words(promotion) == expected)
    }

    /// Typed in small letters, say: nothing comes off, and the customer asks why.
    @Test func aCouponThatNoPromotionKnowsIsNamed() throws {
        for promotions in [
            Self.promotion("total", #""percent_micro": 100000, "condition": {"coupon_code": "SAVE"}"#), #""promotions": []"#,
        ] {
            let cart =
                #"{"sale": {"day": "2026-11-23", "minute": 1, "coupons": ["save"]}, "cart": {"lines": [\#(line(1, price: 100))]}, \#(promotions)}"#
            #expect(try explain(request(Array(cart.utf8))).map(\.squeezed).contains("No promotion knows the coupon save."))
        }
    }

    @Test func whatIsWeighedHasItsBenefitsByWeight() throws {
        let apples = #"{"product_id": "\#(id(1))", "unit": "KGM", "quantity_milli": 2000, "unit_price_minor": 500}"#
        let once = #", "limits": {"per_cart": 1}"#
        #expect(try words(Self.promotion("deal", #""amount_minor": 50"# + once), lines: apples) == "0.50 off each kg")
        #expect(try words(Self.promotion("price", #""fixed_price_minor": 400"#), lines: apples) == "4.00 each kg")
    }

    @Test func setsNameTheirGoodsAndTheLinesTheyJoin() throws {
        let lines = [
            line(1, price: 300, #""brand": "Nord""#), line(2, price: 900), line(3, quantity: 2000, price: 100, #""tags": ["sauce"]"#),
        ].joined(separator: ", ")
        let bundle = Self.set(
            Self.part(1, #"{"brands": ["Nord"]}"#) + "," + Self.part(2, #"{"tags": ["sauce"], "product_ids": ["\#(id(2))"]}"#),
            #""price_minor": 250"#)
        #expect(try words(bundle, lines: lines) == "1 Nord and 2 sauce or Goods 2 for 2.50, once, with lines 2 and 3")
        let pairs = line(1, quantity: 3000, price: 200) + "," + line(2, price: 200)
        #expect(try words(Self.set(Self.part(2), #""price_minor": 300"#), lines: pairs) == "any 2 for 3.00, 2 times in all, with line 2")
    }

    @Test func termsStandWithThePromotion() throws {
        let terms = """
            "percent_micro": 100000, "condition": {"coupon_code": "SAVE", "tiers": ["gold", "silver"], "birthday_within_days": 3, \
            "minimum": {"spend_minor": 100, "quantity_milli": 1000}, "last_day": "2026-12-31"}
            """
        let text = """
            {"currency": "EUR", "sale": {"day": "2026-11-23", "minute": 720, "coupons": ["SAVE"], "customer": {"id": "\(id(7))", "tier": "gold", "birthday": "11-22"}},
             "cart": {"lines": [\(line(1, price: 200))]}, \(Self.promotion("deal", terms))}
            """
        let lines = try explain(request(Array(text.utf8)), columns: 160).map(\.squeezed)
        #expect(lines.first == "Sale of 2026-11-23, 12:00 · gold customer · coupons SAVE · amounts in EUR")
        #expect(
            lines.contains(
                "Deal: 10% off each, with coupon SAVE, for gold or silver customers, around the birthday, from 1.00 on, from 1 units on, "
                    + "until 2026-12-31, 1 unit -0.20"))
    }

    @Test func whatIsGrantedByHandGivesItsReason() throws {
        let granted = line(1, price: 1000, #""discounts": [{"amount_minor": 150, "reason": "dented"}, {"percent_micro": 100000}]"#)
        let text = """
            {"currency": "EUR", "sale": {"day": "2026-11-23", "minute": 720}, "cart": {"lines": [\(granted)], "discounts": [{"percent_micro": 50000, "reason": "staff"}]}}
            """
        let lines = try explain(request(Array(text.utf8))).map(\.squeezed)
        #expect(
            lines[3...6] == [
                "Granted by hand on this line: 1.50 off, because: dented -1.50", "Granted by hand on this line: 10% off -0.85",
                "Granted by hand on the whole cart: 5% off, because: staff -0.38", "After discounts 7.27",
            ])
    }

    @Test func whatDoesNotApplyIsSaidToo() throws {
        let lines = try explain(
            request(lines: line(1, price: 200, #""discountable": false"#), Self.promotion("deal", #""percent_micro": 100000"#))
        ).map(\.squeezed)
        #expect(lines.contains("Nothing may be taken off it"))
        #expect(lines.contains("None of the promotions applies."))
        #expect(!lines.contains { $0.hasSuffix("proven.") })
    }

    @Test func aPartnerThatCostsNothingIsNamed() throws {
        let deal = Self.promotion(
            "deal",
            #""limits": {"per_cart": 1}, "set": {"parts": [\#(Self.part(1, #"{"product_ids": ["\#(id(1))"]}"#)),"#
                + #"\#(Self.part(1, #"{"product_ids": ["\#(id(2))"]}"#))], "price_minor": 500}"#)
        #expect(
            try words(deal, lines: line(1, quantity: 5000, price: 1000) + "," + line(2, price: 0))?.hasSuffix("once, with line 2") == true)
    }

    /// Of a deal that runs out, each line says how many of its own units had it.
    @Test func unitsOfALimitedDealAreCountedByLine() throws {
        let deal = Self.promotion("deal", #""percent_micro": 500000, "limits": {"per_cart": 3}"#)
        let lines = try explain(
            request(lines: line(1, quantity: 2000, price: 300) + "," + line(2, quantity: 4000, price: 200), deal), columns: 160)
        #expect(lines.map(\.squeezed).contains("Deal: 50% off each, 1 of 4 units -1.00"))
    }
}
