import RetailCore
import TestSupport
import Testing

@Suite struct AverageCostTests {
    private func cost(_ minor: Int64) throws -> UnitCost { try UnitCost(Money(minor: minor)) }

    /// The worked value: not −10.
    @Test func sellingTenAtNothingAndReceivingFiveAtTenMakesTheAverageTen() throws {
        let sold = try AverageCost.none.issuing(.units(10))
        #expect(sold.cost == .zero)
        #expect(try sold.after.onHand == .units(-10))
        let received = try sold.after.receiving(.units(5), at: cost(10))
        #expect(try received.after.average == cost(10))
        #expect(try received.after.onHand == .units(-5))
        #expect(try received.covered == .units(5))
        #expect(received.variance.minor == 50)
    }

    @Test func mixesReceiptsByQuantity() throws {
        var state = try AverageCost.none.receiving(.units(10), at: cost(100)).after
        state = try state.receiving(.units(30), at: cost(200)).after
        #expect(try state.average == cost(175))
        let issue = try state.issuing(.units(40))
        #expect(issue.cost.minor == 7000)
        #expect(try issue.after.average == cost(175), "at zero the last average stays")
        #expect(try issue.after.receiving(.units(1), at: cost(90)).after.average == cost(90))
    }

    /// What is still uncovered keeps the cost it left at, whatever was received in between.
    @Test func laterReceiptsCoverAtTheCostTheGoodsLeftAt() throws {
        var state = try AverageCost.none.issuing(.units(10)).after
        let first = try state.receiving(.units(4), at: cost(10))
        state = first.after
        let second = try state.receiving(.units(10), at: cost(12))
        #expect(first.variance.minor == 40)
        #expect(second.variance.minor == 72)
        #expect(try second.covered == .units(6))
        #expect(try second.after == AverageCost(onHand: .units(4), average: cost(12), provisional: .zero))
    }

    @Test func provisionalCostsOfSeveralSalesAreAveraged() throws {
        var state = try AverageCost.none.receiving(.units(1), at: cost(100)).after
        state = try state.issuing(.units(3)).after
        #expect(try state.provisional == cost(100))
        state = try state.receiving(.units(1), at: cost(200)).after
        state = try state.issuing(.units(3)).after
        // One left at 100, three at 200.
        #expect(try state.provisional == cost(175))
        #expect(try state.receiving(.units(4), at: cost(175)).variance == .zero)
    }

    /// Whatever the order, what goods cost in the end is what was paid for them.
    @Test(arguments: seeds) func costsOfSalesAndStockAddUpToWhatWasPaid(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            var state = AverageCost.none
            var paid: Int64 = 0
            var booked: Int64 = 0
            for _ in 0..<40 {
                let quantity = try Quantity.units(Int64.random(in: 1...20, using: &random))
                if Bool.random(using: &random) {
                    let unit = Int64.random(in: 0...5000, using: &random)
                    let receipt = try state.receiving(quantity, at: cost(unit))
                    paid += unit * (quantity.milli / 1000)
                    booked += receipt.variance.minor
                    state = receipt.after
                } else {
                    let issue = try state.issuing(quantity)
                    booked += issue.cost.minor
                    state = issue.after
                }
            }
            let left = try (state.onHand < .zero ? state.provisional : state.average).value(of: state.onHand)
            // Forty bookings, each rounded to a cent.
            #expect((paid - booked - left.minor).magnitude <= 41)
        }
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let expected: Set<String?> = [nil, "money.overflow", "quantity.overflow", "cost.quantity-not-positive"]
        for _ in 0..<500 {
            let state = AverageCost(
                onHand: Quantity(milli: random.int64()), average: UnitCost(microMinor: random.int64()),
                provisional: UnitCost(microMinor: random.int64()))
            let quantity = Quantity(milli: random.int64())
            let cost = UnitCost(microMinor: random.int64())
            #expect(expected.contains(faultCode { () throws(Fault) in try state.receiving(quantity, at: cost) }))
            #expect(expected.contains(faultCode { () throws(Fault) in try state.issuing(quantity) }))
            #expect(expected.contains(faultCode { () throws(Fault) in try UnitCost(total: Money(minor: cost.microMinor), for: quantity) }))
        }
    }

    @Test func unitCostsAreFinerThanCents() throws {
        let third = try UnitCost(total: Money(minor: 100), for: .units(3))
        #expect(third.microMinor == 33_333_333)
        #expect(try third.value(of: .units(3)).minor == 100)
        #expect(faultCode { () throws(Fault) in try UnitCost(total: .zero, for: .zero) } == "cost.quantity-not-positive")
    }
}
