import RetailCore
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct TimeZoneRulesTests {
    private func zone(_ footer: String, version: UInt8 = 0x33) throws -> TimeZoneRules {
        try TimeZoneRules(tzif: TZifBytes(version: version, footer: footer).bytes)
    }

    private func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

    /// Each row: the first second of the new offset; the second before still has the old one.
    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 3600, 7200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 7200, 3600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2391-03-31T01:00:00Z", 3600, 7200),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -18_000, -14_400),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -14_400, -18_000),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-03T15:30:00Z", 37_800, 39_600),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00:00Z", 39_600, 37_800),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z", 0, 3600), ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00Z", 3600, 0),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -7200, -3600),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 7200, 10_800), ("AAA0BBB,J60,J300", "2024-03-01T02:00:00Z", 0, 3600),
        ("AAA0BBB,59,300", "2024-02-29T02:00:00Z", 0, 3600), ("AAA0BBB-0:30,J1/0,J60/0", "2025-01-01T00:00:00Z", 0, 1800),
    ]) func changesOnTheSecond(footer: String, at: String, before: Int, after: Int) throws {
        let zone = try zone(footer)
        let change = try instant(at)
        #expect(zone.offsetSeconds(at: change) == after)
        #expect(zone.offsetSeconds(at: Instant(microseconds: change.microseconds - 1)) == before)
    }

    /// RFC 8536, 3.3.1: daylight time all year.
    @Test func daylightTimeCanLastAllYear() throws {
        let zone = try zone("EST5EDT,0/0,J365/25")
        for month in 1...12 {
            let day = try #require(Day(year: 2028, month: month, day: 1))
            for seconds in [-1, 0, 14_399, 14_400, 17_999, 18_000] as [Int64] {
                #expect(zone.offsetSeconds(at: Instant(microseconds: (Int64(day.number) * 86_400 + seconds) * 1_000_000)) == -14_400)
            }
        }
    }

    @Test func transitionsHoldUntilTheFooterTakesOver() throws {
        var file = TZifBytes(types: [100, 200, 300], transitions: [(-1000, 1), (1000, 2), (2000, 0)], footer: "<+01>-1")
        var zone = try TimeZoneRules(tzif: file.bytes)
        let expected =
            [(-1001, 100), (-1000, 200), (999, 200), (1000, 300), (1999, 300), (2000, 3600), (1_000_000_000, 3600)] as [(Int64, Int)]
        for (seconds, offset) in expected { #expect(zone.offsetSeconds(at: Instant(microseconds: seconds * 1_000_000)) == offset) }
        #expect(zone.offsetSeconds(at: Instant(microseconds: 1_000_000_000 - 1)) == 200, "a part of a second isn't the next one")
        #expect(zone.offsetSeconds(at: Instant(microseconds: -1_000_000_001)) == 100)
        file.footer = ""
        zone = try TimeZoneRules(tzif: file.bytes)
        #expect(zone.offsetSeconds(at: Instant(microseconds: .max)) == 100)
    }

    @Test func businessDaysFollowTheLocalClock() throws {
        let berlin = try zone("CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(try berlin.businessDay(of: instant("2026-07-01T21:59:59Z")).description == "2026-07-01")
        #expect(try berlin.businessDay(of: instant("2026-07-01T22:00:00Z")).description == "2026-07-02")
        #expect(try berlin.businessDay(of: instant("2026-01-01T22:59:59Z")).description == "2026-01-01")
        #expect(try berlin.businessDay(of: instant("2026-07-02T01:59:59Z"), startsAtMinute: 240).description == "2026-07-01")
        #expect(try berlin.businessDay(of: instant("2026-07-02T02:00:00Z"), startsAtMinute: 240).description == "2026-07-02")
        // The night the clocks change, four o'clock is four o'clock.
        #expect(try berlin.businessDay(of: instant("2026-03-29T01:59:59Z"), startsAtMinute: 240).description == "2026-03-28")
        #expect(try berlin.businessDay(of: instant("2026-03-29T02:00:00Z"), startsAtMinute: 240).description == "2026-03-29")
        #expect(TimeZoneRules.utc.businessDay(of: Instant(microseconds: -1)).number == -1)
        #expect(TimeZoneRules.utc.businessDay(of: Instant(microseconds: 0), startsAtMinute: .min).number == 0)
        #expect(TimeZoneRules.utc.businessDay(of: Instant(microseconds: 0), startsAtMinute: .max).number == -1)
    }

    @Test func anyInstantHasAnOffset() throws {
        let zones = try [.utc, zone("CET-1CEST,M3.5.0,M10.5.0/3"), zone("AAA-24BBB-24:59:59,J1/-167,365/167")]
        for zone in zones {
            for microseconds in [Int64.min, -1, 0, 1, .max] {
                let instant = Instant(microseconds: microseconds)
                #expect(zone.offsetSeconds(at: instant).magnitude < 26 * 3600)
                _ = zone.businessDay(of: instant, startsAtMinute: 1439)
            }
        }
    }

    @Test(arguments: [
        "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-25", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,J1,J366", "CET-1CEST,0,366", "<+01-1", "<+1>-1", "+01-1", "CET-1:60",
        "CET-1:00:60",
        "CET-1CEST,M3.5.0/168,M10.5.0", "CET--1", "CET-", "CET-0001", "C_T-1", "<C_T>-1", " CET-1", "CET-1CEST,M3.5.0,M10.5.0,",
    ]) func refusesOtherFooters(_ footer: String) {
        #expect(throws: TimeZoneError.malformedFooter) { try zone(footer) }
    }

    @Test func versionTwoKnowsNoExtendedHours() throws {
        #expect(throws: TimeZoneError.malformedFooter) { try zone("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", version: 0x32) }
        #expect(throws: TimeZoneError.malformedFooter) { try zone("IST-2IDT,M3.4.4/26,M10.5.0", version: 0x32) }
        _ = try zone("CET-1CEST,M3.5.0,M10.5.0/24", version: 0x32)
    }

    @Test func saysWhatIsWrongWithAFile() {
        func expect(_ error: TimeZoneError, _ change: (inout TZifBytes) -> Void, sourceLocation: SourceLocation = #_sourceLocation) {
            var file = TZifBytes(types: [0, 60], transitions: [(1, 1), (2, 0)])
            change(&file)
            #expect(throws: error, sourceLocation: sourceLocation) { try TimeZoneRules(tzif: file.bytes) }
        }
        expect(.unsupportedVersion(0)) { $0.version = 0 }
        expect(.unsupportedVersion(0x35)) { $0.version = 0x35 }
        expect(.unordered) { $0.transitions = [(2, 0), (2, 1)] }
        expect(.inconsistent) { $0.transitions = [(1, 2)] }
        expect(.inconsistent) { $0.types = [] }
        expect(.offsetOutOfRange) { $0.types = [26 * 3600, 0] }
        expect(.offsetOutOfRange) { $0.types = [.min, 0] }
        expect(.truncated) { $0.footer = nil }
        expect(.leapSeconds) { $0.leapSeconds = 2 }
        #expect(throws: TimeZoneError.notTZif) { try TimeZoneRules(tzif: []) }
        #expect(throws: TimeZoneError.notTZif) { try TimeZoneRules(tzif: Array("TZiX and more".utf8)) }
    }

    @Test func everyCutOffFileIsRefused() {
        let bytes = TZifBytes(types: [0, 60], transitions: [(1, 1), (2, 0)], footer: "CET-1").bytes
        for length in bytes.indices { #expect(throws: TimeZoneError.self) { try TimeZoneRules(tzif: Array(bytes.prefix(length))) } }
    }

    @Test(arguments: seeds) func damagedFilesAreRefusedOrUsable(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let good = TZifBytes(version: 0x33, types: [0, 60], transitions: [(1, 1), (2, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3").bytes
        for _ in 0..<1000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))) }
            probe(bytes, &random)
            probe(Array("TZif2".utf8) + random.bytes(upTo: 100), &random)
            probe(TZifBytes(version: 0x33, footer: random.text(of: "ABC<>+-012,,MJ./:", upTo: 24)).bytes, &random)
        }
    }

    private func probe(_ bytes: [UInt8], _ random: inout SeededRandom) {
        guard let zone = try? TimeZoneRules(tzif: bytes) else { return }
        for _ in 0..<4 { #expect(zone.offsetSeconds(at: Instant(microseconds: random.int64())).magnitude < 26 * 3600) }
    }

    #if canImport(Glibc)
        /// The machine's own files, where it has them: history before the footer, and both forms of it.
        @Test(
            .enabled(if: access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0, "no tzdata on this machine"),
            arguments: [
                ("Europe/Berlin", "1980-04-06T00:59:59Z", 3600), ("Europe/Berlin", "1980-04-06T01:00:00Z", 7200),
                ("Europe/Berlin", "2026-07-01T00:00:00Z", 7200),
                ("Europe/Berlin", "2050-12-01T00:00:00Z", 3600), ("America/New_York", "2006-04-02T06:59:59Z", -18_000),
                ("America/New_York", "2006-04-02T07:00:00Z", -14_400), ("America/New_York", "2060-07-01T00:00:00Z", -14_400),
                ("America/New_York", "1800-01-01T00:00:00Z", -17_762),
            ]) func readsTheMachinesFiles(name: String, at: String, offset: Int) throws
        {
            let file = try #require(fopen("/usr/share/zoneinfo/" + name, "r"))
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 100_000)
            let count = fread(&bytes, 1, bytes.count, file)
            #expect(try TimeZoneRules(tzif: Array(bytes.prefix(count))).offsetSeconds(at: instant(at)) == offset)
        }
    #endif
}
