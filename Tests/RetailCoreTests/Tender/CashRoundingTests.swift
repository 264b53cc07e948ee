import RetailCore
import TestSupport
import Testing

@Suite struct CashRoundingTests {
    /// Canada.
    @Test(arguments: zip([0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as [Int64], [0, 0, 0, 5, 5, 5, 5, 5, 10, 10] as [Int64]))
    func roundsToFiveCents(cents: Int64, expected: Int64) throws {
        let rounding = try CashRounding(stepMinor: 5)
        #expect(try rounding.rounded(Money(minor: 1230 + cents)).minor == 1230 + expected)
        #expect(try rounding.rounded(Money(minor: -1230 - cents)).minor == -1230 - expected)
        #expect(try rounding.adjustment(for: Money(minor: 1230 + cents)).minor == expected - cents)
    }

    @Test func theModeDecidesHalves() throws {
        #expect(try CashRounding(stepMinor: 10).rounded(Money(minor: 1235)).minor == 1240)
        #expect(try CashRounding(stepMinor: 10, mode: .halfEven).rounded(Money(minor: 1225)).minor == 1220)
        #expect(try CashRounding.none.rounded(Money(minor: 1233)).minor == 1233)
    }

    @Test func refusesWhatCannotBe() {
        for step in [0, -5, 1_000_001, .min] as [Int64] {
            #expect(faultCode { () throws(Fault) in try CashRounding(stepMinor: step) } == "cash.step-out-of-range")
        }
        for minor in [Int64.min, .max] {
            #expect(
                faultCode { () throws(Fault) in try CashRounding(stepMinor: 1_000_000, mode: .up).rounded(Money(minor: minor)) }
                    == "money.overflow")
        }
    }
}
