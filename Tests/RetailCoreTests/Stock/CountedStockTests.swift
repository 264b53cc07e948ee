import RetailCore
import TestSupport
import Testing

@Suite struct CountedStockTests {
    /// Minutes after midnight.
    private func at(_ hour: Int64, _ minute: Int64) -> Instant { Instant(microseconds: (hour * 60 + minute) * 60_000_000) }

    private func movement(_ id: UInt64, _ when: Instant, _ milli: Int64) -> CountedStock.Movement {
        .init(id: ID(high: 0, low: id), occurredAt: when, quantity: Quantity(milli: milli))
    }

    private func count(_ id: UInt64, _ when: Instant, _ milli: Int64) -> CountedStock.Count {
        .init(id: ID(high: 0, low: id), occurredAt: when, counted: Quantity(milli: milli))
    }

    /// Square's rule, with its example.
    @Test func aLateSaleFromBeforeTheCountDoesNotChangeIt() throws {
        var stock = CountedStock()
        try stock.record(movement(1, at(8, 0), 10_000))
        try stock.record(count(1, at(13, 30), 8000))
        #expect(try stock.variance(of: ID(high: 0, low: 1))?.difference.milli == -2000)
        #expect(try stock.onHand(at: at(13, 35)).milli == 8000)
        try stock.record(movement(2, at(13, 20), -2000))
        #expect(try stock.onHand(at: at(13, 35)).milli == 8000)
        #expect(try stock.variance(of: ID(high: 0, low: 1))?.difference == .zero, "what was missing was a sale")
        try stock.record(movement(3, at(13, 31), -1000))
        #expect(try stock.onHand(at: at(13, 35)).milli == 7000)
        #expect(try stock.onHand(at: at(13, 29)).milli == 8000)
        #expect(try stock.onHand(at: at(13, 10)).milli == 10_000)
    }

    @Test func aMovementAtTheInstantOfACountWasCounted() throws {
        var stock = CountedStock()
        try stock.record(count(1, at(13, 30), 8000))
        try stock.record(movement(1, at(13, 30), -1000))
        #expect(try stock.onHand(at: at(13, 30)).milli == 8000)
        #expect(try stock.variance(of: ID(high: 0, low: 1))?.expected.milli == -1000)
    }

    @Test func ofTwoCountsAtOneInstantTheHigherIDIsTheLater() throws {
        for order in [[1, 2], [2, 1]] as [[UInt64]] {
            var stock = CountedStock()
            for id in order { try stock.record(count(id, at(9, 0), Int64(id) * 1000)) }
            #expect(try stock.onHand(at: at(9, 0)).milli == 2000)
            #expect(try stock.variance(of: ID(high: 0, low: 2))?.difference.milli == 1000)
        }
    }

    @Test func whatComesTwiceCountsOnce() throws {
        var stock = CountedStock()
        for _ in 0..<2 {
            try stock.record(movement(1, at(8, 0), 500))
            try stock.record(count(1, at(7, 0), 100))
        }
        #expect(try stock.onHand(at: at(9, 0)).milli == 600)
        #expect(faultCode { () throws(Fault) in try stock.record(movement(1, at(8, 0), 501)) } == "stock.id-reused")
        #expect(faultCode { () throws(Fault) in try stock.record(count(1, at(7, 1), 100)) } == "stock.id-reused")
        #expect(faultCode { () throws(Fault) in try stock.record(count(9, at(7, 1), -1)) } == "stock.count-below-zero")
        #expect(try stock.variance(of: ID(high: 0, low: 9)) == nil)
        try stock.record(movement(2, at(8, 0), .max))
        #expect(faultCode { () throws(Fault) in try stock.onHand(at: at(9, 0)) } == "quantity.overflow")
    }

    @Test(arguments: seeds) func theOrderOfArrivalDoesNotMatter(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 {
            // Few instants, so that there are ties.
            let movements = (0..<30).map { id in
                movement(id, at(0, .random(in: 0...20, using: &random)), .random(in: -5000...5000, using: &random))
            }
            let counts = (0..<4).map { id in count(id, at(0, .random(in: 0...20, using: &random)), .random(in: 0...9000, using: &random)) }
            var results: Set<[Int64]> = []
            var states: Set<CountedStock> = []
            for _ in 0..<4 {
                var stock = CountedStock()
                var arrivals =
                    movements.map { ($0, nil as CountedStock.Count?) } + counts.map { (nil as CountedStock.Movement?, $0) }
                    as [(CountedStock.Movement?, CountedStock.Count?)]
                arrivals.shuffle(using: &random)
                for (movement, count) in arrivals {
                    if let movement { try stock.record(movement) }
                    if let count { try stock.record(count) }
                }
                var result: [Int64] = []
                for minute in 0...Int64(21) { result.append(try stock.onHand(at: at(0, minute)).milli) }
                for count in counts { result.append(try stock.variance(of: count.id)?.difference.milli ?? 0) }
                results.insert(result)
                states.insert(stock)
            }
            #expect(results.count == 1 && states.count == 1)
            // By the definition, the slow way.
            guard let stock = states.first, let last = counts.max(by: { ($0.occurredAt, $0.id) < ($1.occurredAt, $1.id) }) else { return }
            let later = movements.filter { $0.occurredAt > last.occurredAt }.reduce(0) { $0 + $1.quantity.milli }
            #expect(try stock.onHand(at: at(9, 0)).milli == last.counted.milli + later)
        }
    }
}
