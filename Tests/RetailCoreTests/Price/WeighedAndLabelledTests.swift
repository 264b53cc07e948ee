import RetailCore
import TestSupport
import Testing

@Suite struct WeighedAndLabelledTests {
    /// 1.234 kg with a dish of 0.018 kg at 12.90: 15.6864.
    @Test func theContainerIsNotPaidFor() throws {
        let weighed = try WeighedQuantity(gross: Quantity(milli: 1234), tare: Quantity(milli: 18))
        #expect(weighed.net.milli == 1216)
        #expect(try weighed.amount(at: Money(minor: 1290), rounding: .halfUp).minor == 1569)
        #expect(try weighed.amount(at: Money(minor: 1290), rounding: .down).minor == 1568)
    }

    @Test(arguments: [(0, 0), (-1, 0), (18, 18), (17, 18), (.min, 0), (.min, .max)] as [(Int64, Int64)])
    func refusesWhenNothingIsLeft(gross: Int64, tare: Int64) {
        let code = faultCode { () throws(Fault) in try WeighedQuantity(gross: Quantity(milli: gross), tare: Quantity(milli: tare)) }
        #expect(code == "weight.nothing-left")
    }

    @Test func refusesATareBelowZero() {
        let code = faultCode { () throws(Fault) in try WeighedQuantity(gross: Quantity(milli: .max), tare: Quantity(milli: .min)) }
        #expect(code == "weight.tare-negative")
    }

    /// 4.99 at 12.90 a kilogram: 0.38682 kg. The total never moves.
    @Test(
        arguments: [
            (499, 1290, RoundingMode.halfUp, 387), (499, 1290, .down, 386), (499, nil, .halfUp, 1000), (499, 0, .halfUp, 1000),
            (1, 1_000_000, .halfEven, 1), (1290, 1290, .up, 1000),
        ] as [(Int64, Int64?, RoundingMode, Int64)])
    func theLabelsAmountStands(total: Int64, unitPrice: Int64?, rounding: RoundingMode, milli: Int64) throws {
        let label = try LabelPrice(total: Money(minor: total), unitPrice: unitPrice.map { Money(minor: $0) }, rounding: rounding)
        #expect(label.total.minor == total)
        #expect(label.quantity.milli == milli)
    }

    @Test(
        arguments: [
            (0, 100, "price.label-without-amount"), (-1, nil, "price.label-without-amount"), (1, -1, "price.negative"),
            (.max, 1, "quantity.overflow"),
        ] as [(Int64, Int64?, String)])
    func refusesLabelsThatSayNothing(total: Int64, unitPrice: Int64?, code: String) {
        let found = faultCode { () throws(Fault) in
            try LabelPrice(total: Money(minor: total), unitPrice: unitPrice.map { Money(minor: $0) }, rounding: .halfUp)
        }
        #expect(found == code)
    }
}
