import RetailCore
import TestSupport
import Testing

@Suite struct QuantityTests {
    @Test(arguments: seeds) func isExactOrSaysThatItCannotBe(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let (a, b) = (random.int64(), random.int64())
            check(Int128(a) + Int128(b)) { () throws(Fault) in try Quantity(milli: a).adding(Quantity(milli: b)) }
            check(Int128(a) - Int128(b)) { () throws(Fault) in try Quantity(milli: a).subtracting(Quantity(milli: b)) }
            check(-Int128(a)) { () throws(Fault) in try Quantity(milli: a).negated() }
            check(Int128(a) * 1000) { () throws(Fault) in try Quantity.units(a) }
        }
    }

    private func check(_ exact: Int128, _ body: () throws(Fault) -> Quantity) {
        do throws(Fault) {
            #expect(Int128(try body().milli) == exact)
        } catch {
            #expect(Int64(exactly: exact) == nil)
            #expect(error.code == "quantity.overflow")
        }
    }

    @Test func countsWholeUnitsInThousandths() throws {
        #expect(try Quantity.units(3).milli == 3000)
        #expect(try Quantity.sum([.one, .one, .units(-2)]) == .zero)
        #expect(faultCode { () throws(Fault) in try Quantity.sum([Quantity(milli: .max), .one]) } == "quantity.overflow")
    }
}
