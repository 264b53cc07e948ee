import JSON
import RetailCore
import Testing
import TradeJSON

@Suite struct CheckoutResultTests {
    /// The first field that a fault names, and the fault's own code.
    private func refusal(_ lines: String, _ members: String = "") -> String? {
        do throws(Fault) {
            _ = try request(lines: lines, members).result()
            return nil
        } catch { return "\(error.code) \(error.fields.first?.field ?? "")" }
    }

    private func json(_ result: CheckoutResult) throws -> JSONValue {
        var writer = JSONWriter()
        writer.object { result.members(&$0) }
        return try JSONDocument(writer.bytes).root
    }

    private static func list(_ prices: String) -> String {
        #""price_lists": [{"id": "\#(id(90))", "name": "Shop", "prices": [\#(prices)]}]"#
    }

    private static let price = #"{"product_id": "\#(id(1))", "from": "2026-01-01T00:00:00Z", "unit_price_minor": 400}"#
    private static let override = #""override": {"unit_price_minor": 100, "reason": "x"}"#

    @Test(arguments: [
        (line(1, price: 100) + "," + line(2), "", "price.none cart.lines[1]"),
        (line(1, #""expires": "2026-11-22""#), list(price), "price.expired cart.lines[0]"),
        (line(1, override), list(price), "override.needs-approval cart.lines[0].override"),
        (line(1, price: 100, override), "", "request.contradictory cart.lines[0]"),
        (#"{"product_id": "\#(id(1))"}"#, list(price), "request.contradictory cart.lines[0].quantity_milli"),
        (#"{"product_id": "\#(id(1))", "unit_price_minor": 1}"#, "", "request.contradictory cart.lines[0].quantity_milli"),
        (
            #"{"product_id": "\#(id(1))", "quantity_milli": 2000, "label_total_minor": 342}"#, list(price),
            "request.contradictory cart.lines[0].quantity_milli"
        ),
        (#"{"product_id": "\#(id(1))", "unit_price_minor": 1, "label_total_minor": 342}"#, "", "request.contradictory cart.lines[0]"),
        (
            line(1, price: 100, #""taxes": [{"code": "A", "rate_micro": 190000}]"#) + ","
                + line(2, price: 100, #""taxes": [{"code": "A", "rate_micro": 70000}]"#), "", "tax.code-with-two-rates cart.lines[1].taxes"
        ),
        (line(1), list(price + "," + price), "price.version-twice price_lists"),
        (
            line(1),
            list(#"{"product_id": "\#(id(1))", "from": "2026-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z", "unit_price_minor": 4}"#),
            "price.validity-empty price_lists[0].prices[0]"
        ),
        (line(1, price: 1), #""markdowns": [{"id": "\#(id(5))", "name": "x", "stages": []}]"#, "request.invalid markdowns[0].stages"),
        (
            line(1, price: 1, #""taxes": [{"code": "A", "rate_micro": 1}, {"code": "A", "rate_micro": 2}]"#), "",
            "tax.component-twice cart.lines[0].taxes"
        ),
        (line(1, price: 9_000_000_000_001), "", "cart.too-large cart"),
        (line(1, price: 1), #""exemption": {"certificate": "C", "from": "2027-01-01"}"#, "tax.exemption-not-valid exemption"),
        (line(1, price: 1), #""payments": [{"kind": "card", "amount_minor": 1}]"#, "tender.reference-needed payments[0].reference"),
        (line(1, price: 1), #""payments": [{"kind": "transfer", "amount_minor": 2}]"#, "tender.exceeds-due payments[0].amount_minor"),
        (line(1, price: 1), #""currency": "EUR""#, "request.invalid currency"),
        (line(1, price: 1), #""tender_rules": {"cash_step_minor": 0}"#, "request.invalid tender_rules.cash_step_minor"),
    ]) func everyProblemNamesItsField(_ lines: String, _ members: String, _ expected: String) {
        #expect(refusal(lines, members) == expected)
    }

    @Test func pricesComeFromListsOnlyWhereTheLineHasNone() throws {
        let result = try request(lines: line(1, quantity: 1500) + "," + line(1, price: 300), Self.list(Self.price)).result()
        #expect(result.total.cart.lines.map(\.shelf.minor) == [600, 300])
        #expect(result.prices.map { $0?.unitPrice?.minor } == [400, nil])
    }

    /// Of the lines that look their price up: one that says its own doesn't count.
    @Test func linesOfAProductReachABreakTogether() throws {
        let price = #"""
            {"product_id": "\#(id(1))", "from": "2026-01-01T00:00:00Z", "unit_price_minor": 400,
             "breaks": [{"from_milli": 10000, "unit_price_minor": 300}]}
            """#
        func shelves(_ first: Int) throws -> [Int64] {
            let lines = [line(1, quantity: first), line(1, quantity: 1000, price: 350), line(1, quantity: 2000)].joined(separator: ",")
            return try request(lines: lines, Self.list(price)).result().total.cart.lines.map(\.shelf.minor)
        }
        #expect(try shelves(7000) == [2800, 350, 800])
        #expect(try shelves(8000) == [2400, 350, 600])
    }

    @Test func aMomentDecidesWhichPriceHolds() throws {
        let later = #"{"product_id": "\#(id(1))", "from": "2026-11-23T12:30:00Z", "unit_price_minor": 500}"#
        func shelf(_ sale: String) throws -> Int64 {
            let text = #"{"sale": \#(sale), "cart": {"lines": [\#(line(1))]}, \#(Self.list(Self.price + "," + later))}"#
            return try request(Array(text.utf8)).result().total.due.minor
        }
        #expect(try shelf(#"{"day": "2026-11-23", "minute": 749}"#) == 400)
        #expect(try shelf(#"{"day": "2026-11-23", "minute": 750}"#) == 500)
        #expect(try shelf(#"{"day": "2026-11-23", "minute": 0, "at": "2026-11-23T13:30:00+01:00"}"#) == 500)
    }

    @Test func aMomentOfAnotherDayIsRefused() {
        func refusal(_ at: String) -> String? {
            let text = #"{"sale": {"day": "2026-11-23", "minute": 0, "at": "\#(at)"}, "cart": {"lines": []}}"#
            do throws(Fault) {
                _ = try request(Array(text.utf8))
                return nil
            } catch { return error.fields.first?.field }
        }
        #expect(refusal("2026-11-24T23:00:00Z") == nil)
        #expect(refusal("2026-11-22T06:00:00Z") == nil)
        #expect(refusal("2020-01-01T00:00:00Z") == "sale.at")
        #expect(refusal("2026-11-26T00:00:00Z") == "sale.at")
    }

    @Test func theJSONSaysWhyPromotionsDidNothing() throws {
        let soon = #"{"id": "\#(id(50))", "name": "Soon", "layer": "price", "percent_micro": 1, "condition": {"first_day": "2026-12-01"}}"#
        let short = #"{"id": "\#(id(51))", "name": "Short", "layer": "total", "spend": [{"from_minor": 700, "amount_minor": 1}]}"#
        let result = try request(lines: line(1, price: 500), #""promotions": [\#(soon), \#(short)]"#).result()
        let root = try json(result)
        let unused = try #require(try root["unused_promotions"]?.elements())
        #expect(try unused.map { try $0["promotion_id"]?.string() } == [id(50), id(51)])
        #expect(try unused.map { try $0["reason"]?.string() } == ["begins", "spend"])
        #expect(try unused[0]["day"]?.string() == "2026-12-01")
        #expect(try unused[1]["missing_minor"]?.int64() == 200)
    }

    @Test func theJSONSaysRatesPricesAndPayment() throws {
        let taxed = line(1, #""taxes": [{"code": "A", "rate_micro": 190000}]"#)
        let result = try request(
            lines: taxed + "," + line(2, price: 5), Self.list(Self.price) + #", "payments": [{"kind": "cash", "amount_minor": 500}]"#
        ).result()
        let root = try json(result)
        #expect(try root["due_minor"]?.int64() == 405)
        #expect(try root["rates"]?.elements().first?["tax_minor"]?.int64() == 64)
        #expect(try root["prices"]?.elements().map(\.kind) == [.object, .null])
        #expect(try root["settlement"]?["change_minor"]?.int64() == 95)
    }
}
