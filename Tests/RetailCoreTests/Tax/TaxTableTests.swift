import RetailCore
import TestSupport
import Testing

@Suite struct TaxTableTests {
    private let food = ID<TaxClass>(high: 1, low: 1)
    private let wine = ID<TaxClass>(high: 1, low: 2)
    private let berlin = ID<Store>(high: 2, low: 1)
    private let zurich = ID<Store>(high: 2, low: 2)
    private let nowhere = ID<Store>(high: 2, low: 3)
    private let zones: [ID<Store>: TaxZone]

    init() {
        zones = [berlin: TaxZone("DE"), zurich: TaxZone("CH")]
    }

    private func taxes(_ rateMicro: Int64) throws -> TaxComponents {
        TaxComponents(try TaxRate(rateMicro: rateMicro, code: "A"))
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    /// Germany's standard rate was 16 % in the second half of 2020 (Zweites Corona-Steuerhilfegesetz).
    private func table() throws -> TaxTable {
        let (july, january) = (try day("2020-07-01"), try day("2021-01-01"))
        return try TaxTable(
            [
                .init(wine, zone: TaxZone("DE"), from: january, components: taxes(190_000)),
                .init(wine, zone: TaxZone("DE"), from: day("2007-01-01"), until: july, components: taxes(190_000)),
                .init(wine, zone: TaxZone("DE"), from: july, until: january, components: taxes(160_000)),
                .init(wine, from: day("2000-01-01"), components: taxes(200_000)),
                .init(food, zone: TaxZone("CH"), from: day("2024-01-01"), until: day("2030-01-01"), components: taxes(26_000)),
            ], zones: zones)
    }

    @Test(arguments: [
        ("2006-12-31", 200_000), ("2007-01-01", 190_000), ("2020-06-30", 190_000), ("2020-07-01", 160_000), ("2020-12-31", 160_000),
        ("2021-01-01", 190_000), ("9999-12-31", 190_000),
    ]) func theStoresOwnZoneComesFirstOnItsDays(text: String, rateMicro: Int64) throws {
        let table = try table()
        #expect(try table.components(for: wine, store: berlin, on: day(text)) == taxes(rateMicro))
        #expect(try table.components(for: wine, store: zurich, on: day(text)) == taxes(200_000), "no entry of its own")
        #expect(try table.components(for: wine, store: nowhere, on: day(text)) == taxes(200_000), "in no zone")
    }

    @Test func saysWhatItDoesNotKnow() throws {
        let (table, today) = (try table(), try day("2026-11-23"))
        #expect(try table.components(for: food, store: zurich, on: today) == taxes(26_000))
        #expect(faultCode { () throws(Fault) in try table.components(for: food, store: berlin, on: today) } == "tax.not-valid-then")
        #expect(try table.components(for: food, store: zurich, on: day("2029-12-31")) == taxes(26_000))
        for over in [try day("2030-01-01"), Day(number: .max)] {
            #expect(faultCode { () throws(Fault) in try table.components(for: food, store: zurich, on: over) } == "tax.not-valid-then")
        }
        let other = ID<TaxClass>(high: 9, low: 9)
        #expect(faultCode { () throws(Fault) in try table.components(for: other, store: zurich, on: today) } == "tax.unknown-class")
        #expect(
            faultCode { () throws(Fault) in try table.components(for: wine, store: nowhere, on: Day(number: 0)) } == "tax.not-valid-then")
    }

    @Test func refusesTwoAnswersToOneQuestion() throws {
        let (first, second) = (try day("2024-01-01"), try day("2025-01-01"))
        let open = try TaxTable.Entry(wine, from: first, components: taxes(190_000))
        for other in [first, second] {
            let later = try TaxTable.Entry(wine, from: other, components: taxes(200_000))
            #expect(faultCode { () throws(Fault) in try TaxTable([later, open]) } == "tax.overlapping-validity")
        }
        let closed = try TaxTable.Entry(wine, from: first, until: second.advanced(by: 1), components: taxes(190_000))
        let next = try TaxTable.Entry(wine, from: second, components: taxes(200_000))
        #expect(faultCode { () throws(Fault) in try TaxTable([closed, next]) } == "tax.overlapping-validity")
        // Another zone or class is another question.
        let elsewhere = try TaxTable.Entry(wine, zone: TaxZone("CH"), from: first, components: taxes(81_000))
        let another = try TaxTable.Entry(food, from: first, components: taxes(70_000))
        #expect(throws: Never.self) { try TaxTable([open, elsewhere, another]) }
        let none = try taxes(0)
        #expect(
            faultCode { () throws(Fault) in try TaxTable.Entry(wine, from: second, until: first, components: none) } == "tax.validity-empty"
        )
    }
}
