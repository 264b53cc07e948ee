import RetailCore
import TestSupport
import Testing

@Suite struct AllocationTests {
    @Test(
        arguments: [
            (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (1, [0, 0], [1, 0]), (5, [0, 0, 0], [2, 2, 1]),
            (0, [3, 4], [0, 0]),
            (10, [1, 2, 3], [2, 3, 5]), (7, [0, 10, 0], [0, 7, 0]), (0, [], []), (2, [1, 1, 1, 1], [1, 1, 0, 0]),
            (1, [1, 2, 2], [0, 1, 0]),
            (.max, [.max], [.max]), (.min, [.max], [.min]), (.min, [1, 1], [.min / 2, .min / 2]),
            (.max, [1, 1], [.max / 2 + 1, .max / 2]),
        ] as [(Int64, [Int64], [Int64])]) func sharesByLargestRemainder(total: Int64, weights: [Int64], expected: [Int64]) throws
    {
        #expect(try Money(minor: total).allocated(over: weights).map(\.minor) == expected)
    }

    @Test(arguments: seeds) func addsUpAndIsFair(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let total = random.int64()
            let weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in max(0, random.int64()) }
            let parts = try Money(minor: total).allocated(over: weights).map { Int128($0.minor) }
            #expect(parts.reduce(0, +) == Int128(total), "\(total) over \(weights)")
            let sum = weights.reduce(0) { $0 + Int128($1) }
            for (part, weight) in zip(parts, weights) where sum > 0 {
                let exact = Int128(total) * Int128(weight)
                let low = exact / sum - (exact % sum < 0 ? 1 : 0)
                #expect(part == low || (part == low + 1 && exact % sum != 0), "\(total) over \(weights)")
                if weight == 0 { #expect(part == 0) }
                if total >= 0, Int128(total) <= sum { #expect(part <= Int128(weight)) }
            }
            if total != .min {
                let opposite = try Money(minor: -total).allocated(over: weights)
                #expect(opposite.map { -Int128($0.minor) } == parts)
            }
        }
    }

    @Test func refusesWhatHasNoMeaning() {
        #expect(faultCode { () throws(Fault) in try Money(minor: 1).allocated(over: [1, -1]) } == "allocation.negative-weight")
        #expect(faultCode { () throws(Fault) in try Money(minor: 1).allocated(over: []) } == "allocation.nothing-to-share-over")
    }
}
