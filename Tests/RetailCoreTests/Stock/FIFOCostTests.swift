import RetailCore
import TestSupport
import Testing

@Suite struct FIFOCostTests {
    private func receive(_ state: FIFOCost, _ units: Int64, at minor: Int64) throws -> FIFOCost.Receipt {
        try state.receiving(.units(units), at: UnitCost(Money(minor: minor)))
    }

    /// Bragg, "Inventory Best Practices" and AccountingTools, FIFO: Mulligan Imports, costs in whole dollars.
    @Test func takesTheOldestLayersFirst() throws {
        var state = try receive(FIFOCost(), 100, at: 210).after
        let first = try state.issuing(.units(75))
        state = try receive(first.after, 150, at: 280).after
        let second = try state.issuing(.units(100))
        state = try receive(second.after, 50, at: 300).after
        #expect(first.cost.minor + second.cost.minor == 42_000)
        #expect(try state.value().minor == 36_000)
        #expect(try state.onHand() == .units(125))
        #expect(try state.layers.map(\.left) == [.units(75), .units(50)])
    }

    /// The worked value of the moving average, by layers: ten sold at cost 0, five received at 10 leave five short and a variance of 50.
    @Test func whatWasSoldUncoveredIsCorrectedByItsReceipt() throws {
        let sold = try FIFOCost().issuing(.units(10))
        #expect(try sold.cost == .zero && sold.uncovered == .units(10))
        let five = try receive(sold.after, 5, at: 10)
        #expect(try five.covered == .units(5) && five.variance.minor == 50 && five.after.onHand() == .units(-5))
        let eight = try receive(five.after, 8, at: 12)
        #expect(try eight.covered == .units(5) && eight.variance.minor == 60 && eight.after.onHand() == .units(3))
        #expect(try eight.after.value().minor == 36)
        let next = try eight.after.issuing(.units(4))
        #expect(next.cost.minor == 48 && next.uncovered == .one, "the fourth at the last unit cost")
        #expect(try receive(next.after, 1, at: 20).variance.minor == 8)
    }

    @Test func aReceiptThatDoesNotDivideLosesNoCent() throws {
        var state = try FIFOCost().receiving(.units(3), for: Money(minor: 100)).after
        var costs: [Int64] = []
        for _ in 0..<3 {
            let issue = try state.issuing(.one)
            costs.append(issue.cost.minor)
            state = issue.after
        }
        #expect(costs == [33, 34, 33])
        #expect(try state.value() == .zero)
    }

    @Test(arguments: seeds) func issuedVarianceAndValueAreWhatWasReceived(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<30 {
            var state = FIFOCost()
            var (received, issued, onHand): (Int64, Int64, Int64) = (0, 0, 0)
            for _ in 0..<60 {
                let quantity = Quantity(milli: .random(in: 1...20_000, using: &random))
                if Bool.random(using: &random) {
                    let total = Int64.random(in: 0...90_000, using: &random)
                    let receipt = try state.receiving(quantity, for: Money(minor: total))
                    (received, issued, onHand) = (received + total, issued + receipt.variance.minor, onHand + quantity.milli)
                    #expect(try receipt.covered.milli == min(quantity.milli, max(0, -state.onHand().milli)))
                    state = receipt.after
                } else {
                    let issue = try state.issuing(quantity)
                    (issued, onHand) = (issued + issue.cost.minor, onHand - quantity.milli)
                    state = issue.after
                }
                #expect(try issued + state.value().minor == received)
                #expect(try state.onHand().milli == onHand)
                #expect(state.layers.isEmpty || state.shortages.isEmpty)
                #expect((state.layers + state.shortages).allSatisfy { $0.left > .zero })
            }
        }
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let expected: Set<String?> = [nil, "money.overflow", "quantity.overflow", "cost.quantity-not-positive"]
        for _ in 0..<100 {
            var state = FIFOCost()
            for _ in 0..<20 {
                let quantity = Quantity(milli: random.int64())
                let money = Money(minor: random.int64())
                #expect(expected.contains(faultCode { () throws(Fault) in state = try state.receiving(quantity, for: money).after }))
                #expect(expected.contains(faultCode { () throws(Fault) in state = try state.issuing(quantity).after }))
            }
        }
    }
}
