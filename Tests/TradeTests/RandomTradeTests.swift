import Operations
import RetailCore
import Sales
import TestSupport
import Testing

@Suite struct RandomTradeTests {
    @Test(arguments: seeds) func whatHasToHoldHoldsAfterAnySequence(_ seed: UInt64) throws {
        let trade = try RandomTrade(seed: seed, count: 250)
        var codes: [String: Int] = [:]
        for (index, step) in trade.steps.enumerated() {
            let ran = try trade.shop.store.runBatch([step])
            codes[ran.first?.code ?? "applied", default: 0] += 1
            if index.isMultiple(of: 50) { #expect(try Invariants.violations(trade.shop.store) == [], "seed \(seed), step \(index)") }
        }
        let wrong = try Invariants.violations(trade.shop.store)
        #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
        // The sequence is worth something only if it reaches what it is for.
        #expect(codes["applied", default: 0] > 100 && codes.count > 5, "seed \(seed): \(codes)")
        let sales = try trade.shop.store.all(SaleRow.self)
        #expect(sales.filter { $0.kind == .sale }.count > 30 && sales.filter { $0.kind == .refund }.count > 8, "seed \(seed)")
        #expect(
            Set(sales.flatMap(\.flags)).isSuperset(of: [.oversold, .priceDiffers, .batchExpired]),
            "seed \(seed)")
    }

    /// The server decides many operations over one world and stores once: nobody can tell.
    @Test(arguments: seeds) func aBatchIsItsOperationsOneByOne(_ seed: UInt64) throws {
        let (single, batched) = (try RandomTrade(seed: seed, count: 250), try RandomTrade(seed: seed, count: 250))
        var alone: [Ran] = []
        for step in single.steps { alone += try single.shop.store.runBatch([step]) }
        var random = SeededRandom(seed: seed ^ 0xBA7C4)
        var together: [Ran] = []
        var rest = batched.steps[...]
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 1...25, using: &random))
            together += try batched.shop.store.runBatch(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(alone.count == together.count)
        for (index, (one, other)) in zip(alone, together).enumerated() where one.words != other.words {
            Issue.record("seed \(seed), operation \(index) \(single.steps[index].operation):\n\(one.words)\nin a batch:\n\(other.words)")
            break
        }
        let (first, second) = (single.shop.store, batched.shop.store)
        #expect(first.content == second.content, "seed \(seed)")
        #expect(first.logContent == second.logContent, "seed \(seed)")
        #expect(try Invariants.violations(second) == [], "seed \(seed)")
    }

    @Test func theSameSeedIsTheSameTrade() throws {
        let (one, other) = (try RandomTrade(seed: 5, count: 40), try RandomTrade(seed: 5, count: 40))
        #expect(one.steps.map { "\($0)" } == other.steps.map { "\($0)" })
    }
}
