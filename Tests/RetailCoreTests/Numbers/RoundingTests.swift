import RetailCore
import TestSupport
import Testing

@Suite struct RoundingTests {
    /// 0.705 → 0.70 and 3.5485 → 3.55, half to even, from the exact value.
    @Test func matchesTheWorkedValues() throws {
        #expect(try divideRounded(705, by: 10, mode: .halfEven) == 70)
        #expect(try divideRounded(35_485, by: 100, mode: .halfEven) == 355)
        #expect(try divideRounded(705, by: 10, mode: .halfUp) == 71)
    }

    @Test(arguments: [
        (RoundingMode.halfEven, [0, 0, 1, 2, 2, 2]), (.halfUp, [0, 1, 1, 2, 2, 3]), (.up, [1, 1, 1, 2, 2, 3]), (.down, [0, 0, 0, 1, 2, 2]),
    ]) func roundsTenths(mode: RoundingMode, expected: [Int128]) throws {
        // 0.4, 0.5, 0.6, 1.5, 2.0, 2.5
        for (tenths, expected) in zip([4, 5, 6, 15, 20, 25] as [Int128], expected) {
            #expect(try divideRounded(tenths, by: 10, mode: mode) == expected)
            #expect(try divideRounded(-tenths, by: 10, mode: mode) == -expected)
            #expect(try divideRounded(tenths, by: -10, mode: mode) == -expected)
        }
    }

    @Test(arguments: seeds, RoundingMode.allCases) func isSymmetricAndWithinOne(seed: UInt64, mode: RoundingMode) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let numerator = Int128(random.int64()) * Int128(random.int64())
            let divisor = Int128(max(1, random.int64().magnitude))
            let rounded = try divideRounded(numerator, by: divisor, mode: mode)
            #expect(try divideRounded(-numerator, by: divisor, mode: mode) == -rounded)
            let error = (numerator - rounded * divisor).magnitude
            #expect(error < divisor.magnitude)
            if mode == .halfEven || mode == .halfUp { #expect(error <= divisor.magnitude - error) }
        }
    }

    @Test(arguments: RoundingMode.allCases) func holdsAtTheEdges(mode: RoundingMode) throws {
        #expect(try divideRounded(.min, by: 1, mode: mode) == .min)
        #expect(try divideRounded(.max, by: -1, mode: mode) == -.max)
        #expect(try divideRounded(.min, by: .min, mode: mode) == 1)
        #expect(try divideRounded(.max, by: .max, mode: mode) == 1)
        #expect(try divideRounded(0, by: .min, mode: mode) == 0)
        #expect(faultCode { () throws(Fault) in try divideRounded(.min, by: -1, mode: mode) } == "number.overflow")
        #expect(faultCode { () throws(Fault) in try divideRounded(1, by: 0, mode: mode) } == "number.division-by-zero")
    }

    @Test func pricesRoundOnce() throws {
        // 0.333 kg at 9.99: 3.32667; 1.005 kg at 1.00: exactly half a cent.
        #expect(try Money.price(unit: Money(minor: 999), times: Quantity(milli: 333), mode: .halfEven) == Money(minor: 333))
        #expect(try Money.price(unit: Money(minor: 100), times: Quantity(milli: 1005), mode: .halfEven) == Money(minor: 100))
        #expect(try Money.price(unit: Money(minor: 100), times: Quantity(milli: 1005), mode: .halfUp) == Money(minor: 101))
        #expect(try Money.price(unit: Money(minor: 100), times: Quantity(milli: -1005), mode: .halfUp) == Money(minor: -101))
    }

    @Test(arguments: seeds) func pricesNeverTrap(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let (unit, milli) = (random.int64(), random.int64())
            let code = faultCode { () throws(Fault) in
                try Money.price(unit: Money(minor: unit), times: Quantity(milli: milli), mode: .halfUp)
            }
            #expect(code == nil || code == "money.overflow")
        }
    }

    @Test func hasTheNamesThatDocumentsAreStampedWith() {
        #expect(RoundingMode.allCases.map(\.rawValue) == ["half_even", "half_up", "up", "down"])
    }
}
