import RetailCore
import TestSupport
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2017-01-01T11:53:26Z", 1_483_271_606_000_000), ("2017-01-01t11:53:26.25z", 1_483_271_606_250_000),
        ("2017-01-01T12:53:26+01:00", 1_483_271_606_000_000), ("2017-01-01T06:23:26-05:30", 1_483_271_606_000_000),
        ("2017-01-01 11:53:26-00:00", 1_483_271_606_000_000), ("1969-12-31T23:59:59.999999Z", -1), ("1969-12-31T23:59:59.9999999Z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000), ("2000-02-29T00:00:00.000001Z", 951_782_400_000_001),
    ]) func readsRFC3339(text: String, microseconds: Int64) {
        #expect(Instant(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2017-01-01", "2017-01-01T11:53Z", "2017-01-01T11:53:26", "2017-01-01T24:00:00Z", "2017-01-01T11:60:00Z",
        "2017-01-01T11:53:61Z",
        "2017-02-29T11:53:26Z", "2017-01-01T11:53:26.Z", "2017-01-01T11:53:26.1234567890123Z", "2017-01-01T11:53:26+0100",
        "2017-01-01T11:53:26+24:00", "2017-01-01T11:53:26+01:60", "2017-01-01T11:53:26Z ", "2017-01-01T11:53:26+01:00Z",
        "2017-01-01T11:53:26.5",
        "2017-01-01T+1:53:26Z", "2017-01-01X11:53:26Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z",
    ]) func refusesOtherTexts(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func writesMicrosecondsOnlyWhereThereAreAny() {
        #expect(Instant(microseconds: 1_483_271_606_000_000).description == "2017-01-01T11:53:26Z")
        #expect(Instant(microseconds: 1_483_271_606_000_010).description == "2017-01-01T11:53:26.000010Z")
        #expect(Instant(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    }

    @Test(arguments: seeds) func survivesTheWayThroughTextAndBack(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let seconds = Int64.random(in: -62_135_596_800..<253_402_300_800, using: &random)
            let instant = Instant(microseconds: seconds * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random))
            #expect(Instant(instant.description) == instant)
            #expect(Instant(Instant(microseconds: seconds * 1_000_000).description)?.microseconds == seconds * 1_000_000)
        }
    }

    @Test(arguments: seeds) func neverTrapsAndSaturates(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let left = Instant(microseconds: random.int64())
            let right = Instant(microseconds: random.int64())
            let seconds = random.int64()
            _ = left.description
            let exact = Int128(left.microseconds) + Int128(seconds) * 1_000_000
            #expect(left.advanced(bySeconds: seconds).microseconds == Int64(clamping: exact))
            #expect(Int128(left.seconds(since: right)) == (Int128(left.microseconds) - Int128(right.microseconds)) / 1_000_000)
        }
    }

    @Test(arguments: seeds) func garbageIsRefusedOrStaysWithinItsYears(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            #expect(Instant(String(decoding: random.bytes(upTo: 40), as: UTF8.self)) == nil)
            let tail = random.text(of: "0159.:+-Z", upTo: 12)
            if let instant = Instant("2017-01-01T11:53:2" + tail) { #expect(instant.description.hasPrefix("201")) }
        }
    }
}
