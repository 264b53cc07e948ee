import RetailCore
import Testing

@Suite struct CheckoutExplanationTests {
    private let dollar = #"{"code": "GST", "rate_micro": 50000}, {"code": "QST", "rate_micro": 99750}"#

    @Test func taxOnTopIsAddedRateByRate() throws {
        let lines = try explain(
            request(
                lines: line(1, quantity: 2000, price: 1000, #""taxes": [\#(dollar)]"#),
                #""tax_rules": {"mode": "exclusive", "scope": "rate", "rounding": "half_up"}"#))
        #expect(
            lines.dropFirst().map(\.squeezed) == [
                "", "1) Goods 1 20.00", "2 × 10.00", "Plus 1.00 tax GST 5%", "Plus 2.00 tax QST 9.975%", "", rule,
                "Without tax 20.00", "tax GST 5% on 20.00 1.00", "tax QST 9.975% on 20.00 2.00", "To pay 23.00",
                "Tax is rounded once for each rate, half up.",
            ])
    }

    @Test func anExemptionSaysWhatItSpares() throws {
        let exemption = #""exemption": {"codes": ["A"], "certificate": "C-7", "from": "2026-01-01"}"#
        let taxed = line(1, price: 11900, #""taxes": [{"code": "A", "rate_micro": 190000}]"#)
        let inclusive = try explain(request(lines: taxed, exemption)).map(\.squeezed)
        #expect(inclusive.contains("Exempt from tax A 19%, that is 19.00"))
        #expect(
            inclusive.suffix(5) == [
                "With tax 119.00", "Tax not charged, certificate C-7 -19.00", "To pay 100.00", "tax A 19% on 100.00: exempt 0.00",
                "Tax is rounded line by line, half even.",
            ])
        let back = line(1, quantity: -1000, price: 119, #""discountable": false, "taxes": [{"code": "A", "rate_micro": 190000}]"#)
        #expect(try explain(request(lines: back, exemption)).map(\.squeezed).contains("Tax not charged, certificate C-7 0.19"))
        let rules = #""tax_rules": {"mode": "exclusive"}"#
        let exclusive = try explain(request(lines: taxed, exemption + ", " + rules)).map(\.squeezed)
        #expect(exclusive.contains("22.61 of tax is not charged, certificate C-7"))
        #expect(exclusive.contains("To pay 119.00"))
    }

    @Test func aCompoundTaxIsLowerWhereWhatItBuildsOnIsExempt() throws {
        let taxes = #""taxes": [{"code": "GST", "rate_micro": 50000}, {"code": "QST", "rate_micro": 75000, "compound": true}]"#
        let lines = try explain(
            request(
                lines: line(1, price: 10000, taxes),
                #""tax_rules": {"mode": "exclusive"}, "exemption": {"codes": ["GST"], "certificate": "C", "from": "2026-01-01"}"#))
        #expect(lines.map(\.squeezed).contains("Plus 7.50 tax QST 7.5%, 0.38 less for the exemption"))
    }

    @Test func pricesSayWhereTheyComeFrom() throws {
        let lists = """
            "price_lists": [{"id": "\(id(90))", "name": "Shop", "prices": [
              {"product_id": "\(id(1))", "from": "2026-11-23T08:30:00Z", "unit_price_minor": 400},
              {"product_id": "\(id(2))", "from": "2026-11-01T00:00:00Z", "unit_price_minor": 400,
               "breaks": [{"from_milli": 10000, "unit_price_minor": 350}]}]}],
            "markdowns": [{"id": "\(id(91))", "name": "Last call", "stages": [{"days_left": 0, "price_minor": 100}, {"days_left": 1, "off_micro": 300000}]}],
            "override_policy": {"free_off_micro": 100000}
            """
        let lines = try explain(
            request(
                lines: [
                    line(1, #""expires": "2026-11-23""#), line(2, quantity: 12000, #""expires": "2026-11-24""#),
                    line(1, #""override": {"unit_price_minor": 360, "reason": "scratched"}"#),
                    #"{"name": "Ham", "product_id": "\#(id(3))", "unit": "KGM", "label_total_minor": 500}"#,
                    line(4, quantity: 500, price: 398, #""unit": "LTR""#),
                ].joined(separator: ", "), lists), columns: 160
        ).map(\.squeezed)
        #expect(
            lines[2...17] == [
                "1) Goods 1 1.00", "Price list Shop: 4.00, since 2026-11-23T08:30:00Z",
                "Marked down, Last call: 1.00 instead of 4.00, its last day", "",
                "2) Goods 2 29.40", "12 × 2.45", "Price list Shop: 3.50 from 10 on, since 2026-11-01",
                "Marked down, Last call: 30% off 3.50, 1 day left", "",
                "3) Goods 1 3.60", "Price list Shop: 4.00, since 2026-11-23T08:30:00Z",
                "Set by hand: 3.60 instead of 4.00, because: scratched (within what needs no approval)", "",
                "4) Ham 5.00", "The label says 5.00", "",
            ])
        #expect(lines.contains("0.5 l × 3.98 per l"))
    }

    @Test func aBreakReachedTogetherIsSaidToBe() throws {
        let list = """
            "price_lists": [{"id": "\(id(90))", "name": "Shop", "prices": [
              {"product_id": "\(id(1))", "from": "2026-11-01T00:00:00Z", "unit_price_minor": 400,
               "breaks": [{"from_milli": 10000, "unit_price_minor": 300}]}]}]
            """
        let lines = try explain(request(lines: line(1, quantity: 9000) + "," + line(1), list), columns: 160).map(\.squeezed)
        #expect(lines.filter { $0 == "Price list Shop: 3.00 from 10 on, all lines together, since 2026-11-01" }.count == 2)
    }

    @Test func paymentsSayWhatIsLeft() throws {
        let paid = #""payments": [{"kind": "loyalty_points", "amount_minor": 500, "points": 1000}, {"kind": "cash", "amount_minor": 200}]"#
        let partly = try explain(request(lines: line(1, price: 1000), paid)).map(\.squeezed)
        #expect(partly.suffix(4) == ["Payment", "Loyalty points, 1000 points 5.00", "Cash 2.00", "Still to pay 3.00"])

        let coupon =
            #""payments": [{"kind": "maker_coupon", "amount_minor": 300, "goods_value_minor": 100}, {"kind": "cash", "amount_minor": 897}]"#
        let wholly = try explain(request(lines: line(1, price: 997), coupon)).map(\.squeezed)
        #expect(wholly.suffix(5) == ["Payment", "Maker coupon 3.00", "of it not used 2.00", "Cash 8.97", "All is paid."])
    }

    /// Where the smallest coin is 0.05, 0.03 is paid with 0.05 in cash and with 0.03 by card.
    @Test func whatIsLeftIsSaidInCashAsWell() throws {
        func left(_ price: Int, _ tender: String) throws -> [String] {
            let paid = #""payments": [{"kind": "cash", "amount_minor": 1230}], "tender_rules": \#(tender)"#
            return try explain(request(lines: line(1, price: price), paid)).map(\.squeezed).suffix(2)
        }
        #expect(try left(1233, #"{"cash_step_minor": 5}"#) == ["Still to pay 0.03", "In cash 0.05"])
        #expect(try left(1235, #"{"cash_step_minor": 5}"#) == ["Cash 12.30", "Still to pay 0.05"])
        #expect(try left(1233, "{}") == ["Cash 12.30", "Still to pay 0.03"])
    }

    @Test func whatDoesNotFitTogetherIsSaid() throws {
        let line = line(1, quantity: 2000, price: 499, #""shelf_minor": 900, "taxes": [{"code": "A", "rate_micro": 190000}]"#)
        let lines = try explain(
            request(lines: line, #""exemption": {"codes": ["Z"], "certificate": "C-7", "from": "2026-01-01"}"#)
        ).map(\.squeezed)
        #expect(lines.contains("The line itself says 9.00"))
        #expect(lines.contains("Certificate C-7 is about no tax of this cart."))
    }

    @Test func withoutACurrencyAmountsAreMinorUnits() throws {
        let text = #"{"sale": {"day": "2026-11-23", "minute": 65}, "cart": {"lines": [\#(line(1, price: 1234))]}}"#
        let lines = try explain(request(Array(text.utf8))).map(\.squeezed)
        #expect(lines.first == "Sale of 2026-11-23, 1:05 · amounts in minor units")
        #expect(lines.contains("To pay 1234"))
        let yen = text.replacing("{\"sale\"", with: "{\"currency\": \"KWD\", \"sale\"")
        #expect(try explain(request(Array(yen.utf8))).map(\.squeezed).contains("To pay 1.234"))
    }

    @Test func whatIsNoTurnoverIsSaidToBeNone() throws {
        let lines = try explain(
            request(
                lines: [
                    line(1, price: 1000), line(2, price: 5000, #""kind": "gift_card""#), line(3, price: 25, #""kind": "deposit""#),
                    line(4, quantity: -3000, price: 25, #""kind": "deposit""#),
                ].joined(separator: ","))
        ).map(\.squeezed)
        #expect(lines.contains("A gift card: no turnover before it is spent"))
        #expect(lines.contains("A deposit: no turnover yet"))
        #expect(lines.contains("A deposit given back: no turnover"))
        #expect(lines.contains("-3 × 0.25"))
        #expect(lines.suffix(3) == ["To pay 59.50", "of it deposits, no turnover -0.50", "of it gift cards, no turnover 50.00"])
    }

    @Test func emptiesAloneAreToBePaidBack() throws {
        let lines = try explain(
            request(
                lines: line(1, quantity: -2000, price: 25, #""kind": "deposit""#), #""payments": [{"kind": "cash", "amount_minor": -20}]"#)
        ).map(\.squeezed)
        #expect(lines.contains("To pay back -0.50"))
        #expect(lines.contains("Still to pay back -0.30"))
    }

    @Test func whyAPromotionDidNothingIsSaid() throws {
        func promotion(_ number: Int, _ members: String) -> String {
            #"{"id": "\#(id(number))", "name": "P\#(number)", "layer": "total", \#(members)}"#
        }
        func under(_ number: Int, _ condition: String, _ limits: String = "{}") -> String {
            promotion(number, #""percent_micro": 1000000, "condition": {\#(condition)}, "limits": \#(limits)"#)
        }
        let promotions = [
            under(1, #""first_day": "2026-11-24""#), under(2, #""last_day": "2026-11-22""#),
            under(3, #""hours": [{"from_minute": 0, "until_minute": 60}]"#), under(4, #""store_ids": ["\#(id(99))"]"#),
            under(5, #""coupon_code": "TEN""#), under(6, #""tiers": ["gold", "silver"]"#), under(7, #""birthday_within_days": 3"#),
            under(8, "", #"{"per_customer": 1}"#), under(9, #""minimum": {"spend_minor": 1250}"#),
            under(10, #""minimum": {"quantity_milli": 5000}"#),
            promotion(11, #""spend": [{"from_minor": 2000, "amount_minor": 100}]"#),
            #"{"id": "\#(id(12))", "name": "P12", "layer": "deal", "set": {"parts": [{"count": 3, "goods": {"everything": true}}], "price_minor": 1}}"#,
            promotion(13, #""amount_minor": 0"#),
            #"{"id": "\#(id(14))", "name": "P14", "layer": "price", "percent_micro": 1, "goods": {"brands": ["other"]}}"#,
        ]
        let lines = try explain(request(lines: line(1, price: 1000), #""promotions": [\#(promotions.joined(separator: ","))]"#))
        #expect(
            lines.suffix(15).map(\.squeezed) == [
                "None of the promotions applies.", "Not applied: P1, which begins on 2026-11-24",
                "Not applied: P2, which ended on 2026-11-22",
                "Not applied: P3, not at this hour", "Not applied: P4, not in this store", "Not applied: P5, as coupon TEN was not shown",
                "Not applied: P6, only for gold or silver customers", "Not applied: P7, only around the customer's birthday",
                "Not applied: P8, only for customers who are known", "Not applied: P9, 2.50 short of its goods",
                "Not applied: P10, 4 short of its goods", "Not applied: P11, 10.00 short of its goods",
                "Not applied: P12, for which 2 more units are needed", "Not applied: P13, which takes off no more than what applies",
                "1 is about other goods.",
            ])
        let many = (1...30).map { under($0, #""coupon_code": "TEN""#) }.joined(separator: ",")
        let cut = try explain(request(lines: line(1, price: 1000), #""promotions": [\#(many)]"#)).map(\.squeezed)
        #expect(cut.filter { $0.hasPrefix("Not applied") }.count == 20)
        #expect(cut.last == "… and 10 more that don't apply")
    }
}

private let rule = String(repeating: "-", count: 72)

extension String {
    /// Without the blanks that set columns apart.
    var squeezed: String { split(separator: " ").joined(separator: " ") }
}
