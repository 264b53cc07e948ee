import RetailCore
import TestSupport
import Testing

@Suite struct MoneyTests {
    @Test(arguments: seeds) func isExactOrSaysThatItCannotBe(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let (a, b) = (random.int64(), random.int64())
            check(Int128(a) + Int128(b)) { () throws(Fault) in try Money(minor: a).adding(Money(minor: b)) }
            check(Int128(a) - Int128(b)) { () throws(Fault) in try Money(minor: a).subtracting(Money(minor: b)) }
            check(-Int128(a)) { () throws(Fault) in try Money(minor: a).negated() }
            #expect((Money(minor: a) < Money(minor: b)) == (a < b))
        }
    }

    private func check(_ exact: Int128, _ body: () throws(Fault) -> Money) {
        do throws(Fault) {
            #expect(Int128(try body().minor) == exact)
        } catch {
            #expect(Int64(exactly: exact) == nil)
            #expect(error.code == "money.overflow")
            #expect(error.kind == .unprocessable)
        }
    }

    @Test func onlyTheResultOfASumHasToFit() throws {
        let high = Money(minor: .max)
        #expect(try Money.sum([high, high, Money(minor: -.max), Money(minor: 1 - .max)]) == Money(minor: 1))
        #expect(faultCode { () throws(Fault) in try Money.sum([high, Money(minor: 1)]) } == "money.overflow")
        #expect(try Money.sum([]) == .zero)
    }
}
