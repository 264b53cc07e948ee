import RetailCore
import Testing

@testable import Simulator

@Suite struct DerivedIDTests {
    /// The published values of FNV-1a, 128 bits.
    @Test func theHashIsFNV1a() {
        #expect(DerivedID.fnv1a([]) == 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
        #expect(DerivedID.fnv1a("a".utf8) == 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964)
        #expect(DerivedID.fnv1a("foobar".utf8) == 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18)
    }

    /// Pinned: were they to change, a second import would make everything twice.
    @Test func namesKeepTheirIDs() {
        #expect(JourneyNames.store(367).description == "76d8b1d6-34e8-868b-a0e6-ffdb4763bf92")
        #expect(JourneyNames.product(1_095_275).description == "5e9dc469-94bb-8085-8536-761ca62f7608")
        let at = Instant(microseconds: 1_483_271_606_000_000)
        #expect(JourneyNames.sale(basket: 31_198_570_044, at: at).description == "015959e0-8ef0-7a96-9e94-e890f3bc7011")
    }

    @Test func theyAreUUIDsOfVersion8And7() {
        for number in 0..<1000 as Range<Int64> {
            let plain = JourneyNames.product(number)
            #expect(plain.high >> 12 & 0xF == 8)
            #expect(plain.low >> 62 == 0b10)
            let timed = JourneyNames.sale(basket: number, at: Instant(microseconds: 1_483_271_606_000_000 + number))
            #expect(timed.high >> 12 & 0xF == 7)
            #expect(timed.low >> 62 == 0b10)
        }
    }

    @Test func salesGrowWithTime() {
        let early = JourneyNames.sale(basket: 9, at: Instant(microseconds: 1_483_271_606_000_000))
        let late = JourneyNames.sale(basket: 1, at: Instant(microseconds: 1_483_271_606_001_000))
        #expect(early < late)
    }

    @Test func noTwoOfAQuarterMillionAreAlike() {
        var seen: Set<ID<Product>> = []
        for number in 0..<250_000 as Range<Int64> { seen.insert(JourneyNames.product(number)) }
        #expect(seen.count == 250_000)
    }

    @Test func everyBitOfThemVaries() {
        var ones = [Int](repeating: 0, count: 128)
        for number in 0..<4000 as Range<Int64> {
            let id = JourneyNames.product(number)
            for bit in 0..<64 {
                ones[bit] += Int(id.high >> UInt64(bit) & 1)
                ones[64 + bit] += Int(id.low >> UInt64(bit) & 1)
            }
        }
        // Version and variant stand fixed; of the rest, none strays far from one half.
        let fixed = Set(12...15).union([126, 127])
        for bit in 0..<128 where !fixed.contains(bit) { #expect((1800...2200).contains(ones[bit]), "bit \(bit)") }
    }

    @Test func aRequestsKeyFollowsFromAllThatItSays() {
        #expect(JourneyNames.key("/v1/products", [1]) == JourneyNames.key("/v1/products", [1]))
        #expect(JourneyNames.key("/v1/products", [1]) != JourneyNames.key("/v1/products", [2]))
        #expect(JourneyNames.key("/v1/products", [1]) != JourneyNames.key("/v1/categories", [1]))
    }
}
