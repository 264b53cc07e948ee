import RetailCore
import TestSupport
import Testing

@Suite struct InStoreTests {
    /// GS1 General Specifications, 7.9.3 and 7.9.4.
    @Test func verifierDigits() {
        #expect(PriceVerifier.fourDigits(2875) == 9)
        #expect(PriceVerifier.fiveDigits(14685) == 6)
        #expect(PriceVerifier.fourDigits(0) == 0)
        #expect(PriceVerifier.fiveDigits(0) == 0)
        for number in [-1, 10_000, .min, .max] as [Int64] { #expect(PriceVerifier.fourDigits(number) == nil) }
        for number in [-1, 100_000, .min, .max] as [Int64] { #expect(PriceVerifier.fiveDigits(number) == nil) }
    }

    /// What the factors were chosen for: no single wrong digit passes.
    @Test func verifiersNoticeEverySingleWrongDigit() {
        for number in stride(from: Int64(0), to: 10_000, by: 7) {
            for place in [1, 10, 100, 1000] as [Int64] {
                let digit = number / place % 10
                for wrong in Int64(0)...9 where wrong != digit {
                    #expect(PriceVerifier.fourDigits(number + (wrong - digit) * place) != PriceVerifier.fourDigits(number))
                }
            }
        }
    }

    @Test func readsPresets() throws {
        let german = try read("281234", 1500, .germany)
        #expect(german.measure == .weight)
        #expect(try german.value.quantity() == Quantity(milli: 1500))
        #expect(german.lookup.text13 == "2812340000002")
        let euro = try #require(Currency(code: "EUR"))
        #expect(try read("221234", 14685, .germany).value.money(in: euro) == Money(minor: 14685))
        #expect(try read("2012345", 2875, .greatBritain).value.money(in: euro) == Money(minor: 2875))
        #expect(try read("21123456", 599, .sweden).value.money(in: euro) == Money(minor: 5990))
        #expect(try read("25123456", 15, .sweden).value.quantity() == Quantity(milli: 1500))
        #expect(InStoreTable.germany.patterns.count == 3)
        #expect(InStoreTable.greatBritain.patterns.count == 1)
        #expect(InStoreTable.sweden.patterns.count == 6)
        #expect(InStoreTable.preset(country: "SE") == .sweden)
        #expect(InStoreTable.countries == ["DE", "DK", "EE", "FI", "GB", "LT", "LV", "NO", "SE"])
        #expect(InStoreTable.preset(country: "XX") == nil)
    }

    /// The Danish rows have the check digits that GS1 Denmark's examples have; the others follow its layouts.
    @Test(arguments: [
        ("DK", "2135040039753", "price 39.75"), ("DK", "2435040039754", "price 39.75"), ("DK", "2623570001505", "0.150 kg"),
        ("DK", "2712341002251", "0.225 kg"), ("DK", "2823570001509", "0.150 kg"), ("EE", "2311111112345", "1.234 kg"),
        ("LV", "2411111112342", "12.34 kg"), ("LT", "2511111112349", "123.4 kg"), ("FI", "2388060112344", "1.234 kg"),
        ("NO", "2302148210869", "1.086 kg"), ("NO", "2088060112343", "price 12.34"), ("SE", "2188060112340", "price 123.4"),
    ]) func readsCountriesPresets(country: String, text: String, value: String) throws {
        let table = try #require(InStoreTable.preset(country: country))
        let meaning = try #require(CodeReader(today: Day(number: 20_000), inStore: table).read(text).meaning)
        #expect(meaning.summary.contains(value), "\(meaning)")
    }

    @Test(arguments: [("DK", "2911111111111"), ("DK", "2011122912346"), ("EE", "2088060112343"), ("FI", "2088060112343")])
    func leavesOtherPrefixesAlone(country: String, text: String) throws {
        let table = try #require(InStoreTable.preset(country: country))
        #expect(CodeReader(today: Day(number: 20_000), inStore: table).read(text).meaning?.kind == .gtin)
    }

    @Test(arguments: [InStoreTable.germany, .greatBritain, .sweden, .denmark, .norway, .finland, .baltic])
    func readsWhatScalesPrint(table: InStoreTable) throws {
        for seed in seeds {
            var random = SeededRandom(seed: seed)
            let reader = CodeReader(today: Day(number: 20_000), inStore: table)
            for pattern in table.patterns {
                let prefix = String(Int64.random(in: pattern.prefixes, using: &random))
                let item = try GTIN(ean13Prefix: prefix, item: Int64.random(in: 0..<1_000_000_000, using: &random))
                let variable = Int64.random(in: 0..<10_000, using: &random)
                let code = try table.code(item: item, variable: variable)
                guard case .meaning(let meaning) = reader.read(code.text13 ?? ""), case .inStore(let inStore) = meaning.content else {
                    Issue.record("seed \(seed): \(code) is not read")
                    continue
                }
                #expect(inStore.code == code)
                #expect(inStore.value.digits == variable)
                #expect(inStore.value.decimals == pattern.decimals)
                #expect(inStore.measure == pattern.measure)
                #expect(try table.code(item: inStore.lookup, variable: 0) == inStore.lookup)
                #expect(try table.code(item: inStore.lookup, variable: variable) == code)
            }
        }
    }

    /// Whatever a company agrees on with its scales.
    @Test(arguments: seeds) func readsWhatScalesPrintByAnyPattern(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let hasVerifier = random.int(0...1) == 0
            let digits = hasVerifier ? random.int(4...5) : random.int(1...7)
            let items = String(repeating: "P", count: 12 - digits - (hasVerifier ? 1 : 0))
            let variables = String(repeating: "V", count: digits)
            let layout = hasVerifier ? items + (random.int(0...1) == 0 ? "C" + variables : variables + "C") : items + variables
            let head = random.pick(["2", "02", "04"], or: "2")
            // A prefix is part of the item's digits.
            let length = random.int(2...min(6, items.count))
            let prefix = head + (0..<(length - head.count)).map { _ in String(random.int(0...9)) }.joined()
            let measure = random.pick(InStorePattern.Measure.allCases, or: .price)
            let pattern = try InStorePattern(
                from: prefix, layout: layout, measure, decimals: measure == .count ? 0 : random.int(0...min(3, digits)),
                verifier: hasVerifier ? .gs1 : .none)
            let table = try InStoreTable([pattern])
            let rest = Int64(random.int(0...(Int(pow10(12 - length)) - 1)))
            let item = try GTIN(ean13Prefix: prefix, item: rest)
            let variable = Int64(random.int(0...(Int(pow10(digits)) - 1)))
            let code = try table.code(item: item, variable: variable)
            let reading = CodeReader(today: Day(number: 20_000), inStore: table).read(code.text13 ?? "")
            guard case .inStore(let inStore)? = reading.meaning?.content else {
                Issue.record("\(layout) \(prefix): \(code) is \(reading)")
                continue
            }
            #expect(inStore.value.digits == variable && inStore.value.decimals == pattern.decimals && inStore.measure == measure)
            #expect(inStore.lookup == (try table.code(item: item, variable: 0)), "\(layout) \(prefix): \(code)")
        }
    }

    private func pow10(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    @Test func noticesAWrongVerifier() throws {
        let right = try InStoreTable.germany.code(item: GTIN(ean13Prefix: "281234", item: 0), variable: 1500)
        let body = right.value / 10
        let digit = body / 100_000 % 10
        for wrong in Int64(0)...9 where wrong != digit {
            let changed = body + (wrong - digit) * 100_000
            let code = try GTIN(value: changed * 10 + Int64(GTIN.checkDigit(of: changed)))
            guard case .problem(let problem) = CodeReader(today: Day(number: 20_000), inStore: .germany).read(code.text13 ?? "") else {
                Issue.record("\(code) is read")
                continue
            }
            #expect(problem.code == .wrongVerifier)
            #expect(problem.position == 6)
        }
    }

    @Test func refusesPatternsThatAreNone() throws {
        func code(
            _ from: String, _ to: String? = nil, _ layout: String = "PPPPPPPPVVVV", _ measure: InStorePattern.Measure = .price,
            _ decimals: Int = 2,
            _ verifier: InStorePattern.Verifier = .none
        ) -> String? {
            faultCode { () throws(Fault) in
                try InStorePattern(from: from, to: to, layout: layout, measure, decimals: decimals, verifier: verifier)
            }
        }
        #expect(code("20") == nil)
        #expect(code("200000", "299999") == nil)
        #expect(code("02") == nil)
        for prefix in ["", "2", "40", "30", "2000000", "2x", "01", "-2", "٢٠"] { #expect(code(prefix) == "code.pattern-prefix") }
        #expect(code("22", "21") == "code.pattern-prefix")
        #expect(code("20", "299") == "code.pattern-prefix")
        #expect(code("02", "20") == "code.pattern-prefix")
        for (from, to) in [("02", "04"), ("0299", "0400"), ("020000", "049999")] { #expect(code(from, to) == "code.pattern-prefix") }
        for (from, to) in [("02", "02"), ("0200", "0299"), ("0400", "0499"), ("20", "29")] {
            #expect(code(from, to) == nil, "\(from) \(to)")
        }
        for layout in ["", "PPPPPPPPPPPP", "VVVVPPPPPPPP", "PPPPVVVVVVVV", "PPPPPPPPVVVX", "PPPPPPPVVCVV", "PPPPPPCCVVVV", "PPPPPPPPVVVVV"]
        {
            #expect(code("20", nil, layout) == "code.pattern-layout")
        }
        #expect(code("200000", nil, "PPPPPVVVVVVV") == "code.pattern-layout")
        #expect(code("20", nil, "PPPPPPPPVVVV", .weight, 4) == "code.pattern-decimals")
        #expect(code("20", nil, "PPPPPPPPVVVV", .count, 1) == "code.pattern-decimals")
        #expect(code("20", nil, "PPPPPPPPVVVV", .price, -1) == "code.pattern-decimals")
        #expect(code("20", nil, "PPPPPPPCVVVV") == "code.pattern-verifier")
        #expect(code("20", nil, "PPPPPPPPVVVV", .price, 2, .gs1) == "code.pattern-verifier")
        #expect(code("20", nil, "PPPPPPPPCVVV", .price, 2, .gs1) == "code.pattern-verifier")
    }

    @Test func refusesOverlappingPatterns() throws {
        let all = try InStorePattern(from: "20", to: "29", layout: "PPPPPPPPVVVV", .price, decimals: 2)
        let some = try InStorePattern(from: "281", layout: "PPPPPPPPVVVV", .weight, decimals: 3)
        let other = try InStorePattern(from: "282", to: "289", layout: "PPPPPPPPVVVV", .weight, decimals: 2)
        #expect(faultCode { () throws(Fault) in try InStoreTable([all, some]) } == "code.pattern-overlap")
        #expect(faultCode { () throws(Fault) in try InStoreTable([some, some]) } == "code.pattern-overlap")
        let narrow = try InStorePattern(from: "281234", layout: "PPPPPPPPVVVV", .weight, decimals: 3)
        let beside = try InStorePattern(from: "281234", to: "281235", layout: "PPPPPPPPVVVV", .weight, decimals: 3)
        #expect(faultCode { () throws(Fault) in try InStoreTable([beside, narrow]) } == "code.pattern-overlap")
        #expect(try InStoreTable([other, some]).patterns.count == 2)
        #expect(try InStoreTable([other, some]).pattern(of: GTIN(ean13Prefix: "2819", item: 1)) == some)
        #expect(try InStoreTable([other, some]).pattern(of: GTIN(ean13Prefix: "280", item: 1)) == nil)
    }

    @Test func refusesWhatDoesNotFit() throws {
        let item = try GTIN(ean13Prefix: "23123456", item: 0)
        for variable in [-1, 10_000, .max, .min] as [Int64] {
            #expect(
                faultCode { () throws(Fault) in try InStoreTable.sweden.code(item: item, variable: variable) } == "code.value-too-large")
        }
        let other = try GTIN(text: "4006381333931")
        #expect(faultCode { () throws(Fault) in try InStoreTable.sweden.code(item: other, variable: 1) } == "code.no-pattern")
    }

    private func read(_ prefix: String, _ variable: Int64, _ table: InStoreTable) throws -> InStoreCode {
        let code = try table.code(item: GTIN(ean13Prefix: prefix, item: 0), variable: variable)
        guard case .meaning(let meaning) = CodeReader(today: Day(number: 20_000), inStore: table).read(code.text13 ?? ""),
            case .inStore(let inStore) = meaning.content
        else { throw CodeIsNotInStore() }
        return inStore
    }

    private struct CodeIsNotInStore: Error {}
}
