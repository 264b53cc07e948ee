import RetailCore
import TestSupport
import Testing

@Suite struct IDTests {
    @Test(arguments: seeds) func surviveTheWayThroughTextAndBack(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let id = ID<Product>(high: random.next(), low: random.next())
            #expect(ID(id.description) == id)
            #expect(ID(id.description.uppercased()) == id)
            #expect(ID("x\(id)".dropFirst()) == id)
        }
    }

    @Test(arguments: seeds) func areOrderedAsTheirBytesAndTexts(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let left = ID<Store>(high: random.next() >> 62, low: random.next())
            let right = ID<Store>(high: random.next() >> 62, low: random.next())
            #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
            #expect((left < right) == (left.description < right.description))
        }
    }

    @Test func writesTheKnownForm() {
        let id = ID<Sale>(high: 0x0123_4567_89AB_7DEF, low: 0x8123_4567_89AB_CDEF)
        #expect(id.description == "01234567-89ab-7def-8123-456789abcdef")
        #expect(id.bytes == [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0x7D, 0xEF, 0x81, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
        #expect(ID<Sale>("00000000-0000-0000-0000-000000000000")?.isNone == true)
    }

    @Test(arguments: [
        "", "01234567-89ab-7def-8123-456789abcde", "01234567-89ab-7def-8123-456789abcdef0", "0123456789ab7def8123456789abcdef",
        "{1234567-89ab-7def-8123-456789abcde}", "01234567-89ab-7def-8123_456789abcdef", "0123456g-89ab-7def-8123-456789abcdef",
        "01234567-89ab-7def-8123-456789abcdé", " 1234567-89ab-7def-8123-456789abcdef", "+1234567-89ab-7def-8123-456789abcdef",
    ]) func refusesWhatIsNotTheForm(_ text: String) {
        #expect(ID<Product>(text) == nil)
    }

    @Test(arguments: seeds) func garbageIsRefusedOrReadExactly(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let text = String(decoding: random.bytes(upTo: 40), as: UTF8.self)
            #expect(ID<Product>(text) == nil)
            let near = random.text(of: "0a-F", upTo: 40)
            if let id = ID<Product>(near) { #expect(id.description == near.lowercased()) }
        }
    }

    @Test func sourceMakesVersion7IdsThatRiseWithTime() {
        var source = IDSource(random: SeededRandom(seed: 7))
        var last = ID<Sale>.none
        for millisecond in 1_700_000_000_000..<1_700_000_000_100 as Range<Int64> {
            let id: ID<Sale> = source.next(at: Instant(microseconds: millisecond * 1000 + 999))
            #expect(id > last)
            #expect(id.high >> 16 == UInt64(millisecond))
            #expect(id.high >> 12 & 0xF == 7)
            #expect(id.low >> 62 == 0b10)
            last = id
        }
    }

    @Test func sourceReplaysFromItsSeedAndTakesAnyInstant() {
        var first = IDSource(random: SeededRandom(seed: 9))
        var second = IDSource(random: SeededRandom(seed: 9))
        for microseconds in [Int64.min, -1, 0, .max] {
            let one: ID<Sale> = first.next(at: Instant(microseconds: microseconds))
            #expect(one == second.next(at: Instant(microseconds: microseconds)))
        }
    }

    @Test func secretsDoNotPrint() {
        struct Holder { let token = Secret("hunter2") }
        var text = "\(Secret("hunter2")) \(Optional(Secret("hunter2")) as Any) \(Holder()) \(String(reflecting: Holder()))"
        dump(Holder(), to: &text)
        #expect(!text.contains("hunter2"))
        #expect(text.contains("<redacted>"))
    }
}
