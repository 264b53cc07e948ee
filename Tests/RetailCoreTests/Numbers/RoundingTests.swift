import RetailCore
import TestSupport
import Testing

@Suite struct RoundingTests {
    /// 0.705 → 0.70 and 3.5485 → 3.55, half to even, from the exact value.
    @Test func matchesTheWorkedValues() throws {
        #expect(try RoundingMode.halfEven.quotient(of: 705, by: 10) == 70)
        #expect(try RoundingMode.halfEven.quotient(of: 35_485, by: 100) == 355)
        #expect(try RoundingMode.halfUp.quotient(of: 705, by: 10) == 71)
    }

    @Test(arguments: [
        (RoundingMode.halfEven, [0, 0, 1, 2, 2, 2]), (.halfUp, [0, 1, 1, 2, 2, 3]), (.up, [1, 1, 1, 2, 2, 3]), (.down, [0, 0, 0, 1, 2, 2]),
    ]) func roundsTenths(mode: RoundingMode, expected: [Int128]) throws {
        // 0.4, 0.5, 0.6, 1.5, 2.0, 2.5
        for (tenths, expected) in zip([4, 5, 6, 15, 20, 25] as [Int128], expected) {
            #expect(try mode.quotient(of: tenths, by: 10) == expected)
            #expect(try mode.quotient(of: -tenths, by: 10) == -expected)
            #expect(try mode.quotient(of: tenths, by: -10) == -expected)
        }
    }

    @Test(arguments: seeds, RoundingMode.allCases) func isSymmetricAndWithinOne(seed: UInt64, mode: RoundingMode) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let numerator = Int128(random.int64()) * Int128(random.int64())
            let divisor = Int128(max(1, random.int64().magnitude))
            let rounded = try mode.quotient(of: numerator, by: divisor)
            #expect(try mode.quotient(of: -numerator, by: divisor) == -rounded)
            let error = (numerator - rounded * divisor).magnitude
            #expect(error < divisor.magnitude)
            if mode == .halfEven || mode == .halfUp { #expect(error <= divisor.magnitude - error) }
        }
    }

    @Test(arguments: RoundingMode.allCases) func holdsAtTheEdges(mode: RoundingMode) throws {
        #expect(try mode.quotient(of: .min, by: 1) == .min)
        #expect(try mode.quotient(of: .max, by: -1) == -.max)
        #expect(try mode.quotient(of: .min, by: .min) == 1)
        #expect(try mode.quotient(of: .max, by: .max) == 1)
        #expect(try mode.quotient(of: 0, by: .min) == 0)
        #expect(faultCode { () throws(Fault) in try mode.quotient(of: .min, by: -1) } == "number.overflow")
        #expect(faultCode { () throws(Fault) in try mode.quotient(of: 1, by: 0) } == "number.division-by-zero")
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
