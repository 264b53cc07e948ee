import RetailCore
import TestSupport
import Testing

/// Numbers at the edges and of the wrong sign: refused by name, or worked out, but never a trap.
@Suite struct StockEdgeTests {
    private func day(_ random: inout SeededRandom) -> Day { Day(number: Int32(clamping: random.int64())) }

    @Test(arguments: seeds) func picksOfAnyNumbersAddUp(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let batches = (0..<4).map { _ in
                BatchOnHand(
                    batch: ID(high: 0, low: .random(in: 0...3, using: &random)), expiry: Bool.random(using: &random) ? day(&random) : nil,
                    receivedAt: Instant(microseconds: random.int64()), onHand: Quantity(milli: random.int64()),
                    isBlocked: Bool.random(using: &random))
            }
            let wanted = Quantity(milli: random.int64())
            let picked = Pick(
                wanted, from: batches, scanned: ID(high: 0, low: .random(in: 0...5, using: &random)), rule: .fefo, onDay: day(&random),
                minimumDaysLeft: Int(random.int64()))
            #expect((try? Quantity.sum(picked.parts.map(\.quantity) + [picked.missing])) == max(wanted, .zero))
            #expect(picked.parts.allSatisfy { $0.quantity > .zero })
        }
    }

    @Test(arguments: seeds) func rulesTakeAnyNumbers(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let quantities = (0..<4).map { _ in Quantity(milli: random.int64()) }
            if let rule = try? OrderRule(orderUpTo: quantities[0], packSize: quantities[1], minimum: quantities[2]) {
                let ordered = try? rule.suggestion(
                    onHand: quantities[3], onOrder: quantities[0], promised: quantities[1], reorderAt: quantities[2])
                #expect(ordered.map { $0 >= .zero && $0.milli % rule.packSize.milli == 0 } ?? true)
            }
            if let demand = try? DailyDemand(mean: quantities[0], deviation: quantities[1]) {
                #expect((demand.daysCovered(by: quantities[2]) ?? 0) >= 0)
                if let level = try? ServiceLevel(hundredthsOfPercent: .random(in: 5000...9999, using: &random)) {
                    _ = try? ReorderPoint(
                        demand: demand, leadTimeCentidays: random.int64(), leadTimeDeviationCentidays: random.int64(), serviceLevel: level)
                }
            }
            _ = try? DailyDemand(days: quantities)
            let (expiry, today) = (day(&random), day(&random))
            if let rule = try? ShelfLifeRule(minimumDays: Int(random.int64()), minimumShare: Int(random.int64())) {
                _ = rule.verdict(expiry: expiry, produced: day(&random), receivedOn: today)
            }
            if let stages = try? ExpiryStages(days: [Int(random.int64()), 0, 3650]) {
                _ = stages.reached(by: expiry, after: day(&random), on: today)
            }
        }
    }

    @Test(arguments: seeds) func balancesOfAnyNumbersHold(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var balance = TransitBalance()
            var stock = CountedStock()
            var rows: [(key: Int, quantity: Quantity)] = []
            for number in 0..<UInt64(12) {
                let (quantity, instant) = (Quantity(milli: random.int64()), Instant(microseconds: random.int64()))
                rows.append((Int(number % 3), quantity))
                let step = Int.random(in: 0...3, using: &random)
                _ = faultCode { () throws(Fault) in
                    switch step {
                    case 0: try balance.dispatch(quantity)
                    case 1: try balance.receive(quantity)
                    case 2: try balance.reject(quantity)
                    default: try balance.lose(quantity)
                    }
                }
                #expect(balance.open >= .zero)
                _ = faultCode { () throws(Fault) in
                    try stock.record(CountedStock.Movement(id: ID(high: 0, low: number), occurredAt: instant, quantity: quantity))
                    try stock.record(CountedStock.Count(id: ID(high: 0, low: number), occurredAt: instant, counted: quantity))
                }
                _ = try? stock.onHand(at: Instant(microseconds: random.int64()))
                _ = try? stock.variance(of: ID(high: 0, low: number))
            }
            _ = try? BalanceProof(ledger: rows, balances: rows.reversed())
        }
    }
}
