import RetailCore
import Testing

@Suite struct ApplicationIdentifierTests {
    /// GS1 General Specifications, figure 7.8.5-2: the lengths that every reader knows, identifier included.
    private static let known: [String: Int] = {
        var lengths = ["00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "20": 4, "41": 16]
        for prefix in 11...19 { lengths["\(prefix)"] = 8 }
        for prefix in 31...36 { lengths["\(prefix)"] = 10 }
        return lengths
    }()

    @Test func onlyKnownLengthsNeedNoSeparator() {
        for identifier in ApplicationIdentifier.all {
            let digits = identifier.description
            if let length = Self.known[String(digits.prefix(2))] {
                #expect(!identifier.needsSeparator, "\(identifier)")
                #expect(identifier.length == (length - digits.count)...(length - digits.count), "\(identifier)")
            } else {
                #expect(identifier.needsSeparator, "\(identifier)")
            }
        }
    }

    /// Else data could be cut into elements in two ways whatever the separators.
    @Test func noneBeginsAnother() {
        let all = ApplicationIdentifier.all.map(\.description)
        #expect(Set(all).count == all.count)
        for one in all { for other in all where one != other { #expect(!other.hasPrefix(one)) } }
    }

    @Test func tableIsWhole() {
        let all = ApplicationIdentifier.all
        #expect(all.count == 541)
        #expect(all.count { $0.number < 100 } == 26)
        #expect(all.count { (100..<1000).contains($0.number) } == 38)
        // 53 measures with 0 to 5 decimals; four amounts with 0 to 9, a percentage with 0 to 3, a price per unit with 0 to 5.
        #expect(all.count { (3100..<3700).contains($0.number) } == 53 * 6)
        #expect(all.count { (3900..<4000).contains($0.number) } == 4 * 10 + 4 + 6)
        #expect(all.count { $0.number >= 4000 } == 109)
    }

    @Test func findsOnlyWhatExists() {
        #expect(ApplicationIdentifier("3103")?.decimals == 3)
        #expect(ApplicationIdentifier("3103")?.description == "3103")
        #expect(ApplicationIdentifier("01") == .gtin)
        #expect(ApplicationIdentifier("01")?.decimals == nil)
        #expect(ApplicationIdentifier("10")?.title == "BATCH/LOT")
        for digits in ["", "0", "1", "04", "18", "3106", "3199", "310", "31033", "010", "x1", "８０", "9999", "39400", "-1"] {
            #expect(ApplicationIdentifier(digits) == nil, "\(digits)")
        }
    }

    /// GS1 General Specifications, 7.9.5 (example), and ISO 13616 (example).
    @Test func checksWhatChanceDoesNotMeet() throws {
        let today = try #require(Day("2026-11-23"))
        let model = try #require(ApplicationIdentifier("8013"))
        let account = try #require(ApplicationIdentifier("8007"))
        #expect(throws: Never.self) { try CodeElement(model, "1987654Ad4X4bL5ttr2310c2K", today: today) }
        #expect(throws: CodeProblem.self) { try CodeElement(model, "1987654Ad4X4bL5ttr2310c2L", today: today) }
        #expect(throws: CodeProblem.self) { try CodeElement(model, "2K", today: today) }
        #expect(throws: Never.self) { try CodeElement(account, "GB82WEST12345698765432", today: today) }
        #expect(throws: CodeProblem.self) { try CodeElement(account, "GB82WEST12345698765433", today: today) }
    }

    /// One rule each of the parts of data.
    @Test(arguments: [
        ("8001", "00010000100119", true), ("8001", "00000000100119", false), ("8001", "00010000100129", false),
        ("8006", "012345678900050102", true), ("8006", "012345678900050201", false), ("8006", "012345678900050002", false),
        ("8008", "26123123", true), ("8008", "2612312359", true), ("8008", "261231235959", true), ("8008", "2612312400", false),
        ("8008", "261231236", false), ("4309", "00000000000000000000", true), ("4309", "18000000013600000000", false),
        ("4321", "1", true), ("4321", "2", false), ("4324", "2612319999", true), ("4324", "2612312460", false), ("4300", "A%2FB", true),
        ("4300", "A%2", false), ("4331", "000100-", true), ("4331", "000100+", false), ("7258", "1/3", true), ("7258", "3/1", false),
        ("7258", "0/3", false), ("7040", "1ABC", true), ("7040", "1AB%", false), ("8011", "12", true), ("8011", "012", false),
        ("8004", "1234X", true), ("8004", "123X", false), ("8010", "1234AB-/#", true), ("8010", "1234ab", false), ("7007", "261231", true),
        ("7007", "261231270101", true), ("7007", "2612312701", false), ("423", "276", true), ("423", "276250", true),
        ("423", "2762", false),
        ("7250", "20000229", true), ("7250", "20010229", false), ("8030", "AA-_==", true), ("8030", "A+", false), ("17", "261200", true),
        ("7006", "261200", false), ("7252", "9", true), ("7252", "3", false),
    ]) func checksData(identifier: String, data: String, isRight: Bool) throws {
        let today = try #require(Day("2026-11-23"))
        let identifier = try #require(ApplicationIdentifier(identifier))
        #expect(((try? CodeElement(identifier, data, today: today)) != nil) == isRight)
    }
}
