import RetailCore
import TestSupport
import Testing

@Suite struct FEFOTests {
    private let today = Day(number: 20_000)

    private func batch(_ id: UInt64, _ milli: Int64, expires: Int? = nil, received: Int64 = 0, blocked: Bool = false) -> BatchOnHand {
        BatchOnHand(
            batch: ID(high: 0, low: id), expiry: expires.map { today.advanced(by: $0) }, receivedAt: Instant(microseconds: received),
            onHand: Quantity(milli: milli), isBlocked: blocked)
    }

    private func pick(
        _ milli: Int64, _ batches: [BatchOnHand], scanned: UInt64? = nil, rule: PickRule = .fefo, daysLeft: Int = 0
    ) -> Pick {
        Pick(
            Quantity(milli: milli), from: batches, scanned: scanned.map { ID(high: 0, low: $0) }, rule: rule, onDay: today,
            minimumDaysLeft: daysLeft)
    }

    private func parts(_ pick: Pick) -> [String] { pick.parts.map { "\($0.batch.low):\($0.quantity.milli):\($0.how.rawValue)" } }

    @Test func takesTheEarliestExpiryFirstAndBatchesThatKeepLast() {
        let batches = [batch(1, 1000), batch(2, 1000, expires: 9), batch(3, 1000, expires: 3)]
        let result = pick(2500, batches)
        #expect(parts(result) == ["3:1000:inferred", "2:1000:inferred", "1:500:inferred"])
        #expect(result.missing == .zero)
    }

    @Test func breaksTiesByReceiptThenByBatch() {
        let batches = [
            batch(4, 1, expires: 3, received: 5), batch(3, 1, expires: 3, received: 5), batch(9, 1, expires: 3, received: 4),
            batch(1, 1, received: 1),
        ]
        #expect(pick(4, batches).parts.map(\.batch.low) == [9, 3, 4, 1])
        #expect(pick(4, batches, rule: .fifo).parts.map(\.batch.low) == [1, 9, 3, 4])
    }

    @Test func leavesOutWhatIsBlockedExpiredOrTooShort() {
        let batches = [batch(1, 1000, expires: -1), batch(2, 1000, expires: 0), batch(3, 1000, blocked: true), batch(4, 1000, expires: 4)]
        #expect(parts(pick(5000, batches)) == ["2:1000:inferred", "4:1000:inferred"])
        #expect(pick(5000, batches).missing.milli == 3000)
        #expect(parts(pick(5000, batches, daysLeft: 4)) == ["4:1000:inferred"])
        #expect(pick(5000, batches, daysLeft: 5).parts.isEmpty)
        #expect(pick(5000, batches, daysLeft: .min).parts.count == 2)
        #expect(pick(5000, batches, daysLeft: .max).parts.isEmpty)
    }

    @Test func aScannedBatchGoesFirstAndTheRestIsInferred() {
        let batches = [batch(1, 1000, expires: 1), batch(2, 1000, expires: 9)]
        let result = pick(1500, batches, scanned: 2)
        #expect(parts(result) == ["2:1000:scanned", "1:500:inferred"])
        #expect(!result.scannedIsExpired && !result.scannedIsBlocked && !result.scannedIsUnknown)
    }

    @Test func saysWhatIsWrongWithTheScannedBatchButBelievesIt() {
        let batches = [batch(1, 1000, expires: -1), batch(2, 1000, blocked: true), batch(3, 0)]
        #expect(parts(pick(500, batches, scanned: 1)) == ["1:500:scanned"])
        #expect(pick(500, batches, scanned: 1).scannedIsExpired)
        #expect(parts(pick(500, batches, scanned: 2)) == ["2:500:scanned"])
        #expect(pick(500, batches, scanned: 2).scannedIsBlocked)
        #expect(pick(500, batches, scanned: 3).missing.milli == 500)
        #expect(pick(500, batches, scanned: 7).scannedIsUnknown)
        #expect(!pick(500, batches).scannedIsUnknown)
    }

    @Test(arguments: [0, -1, .min] as [Int64]) func nothingWantedTakesNothing(_ milli: Int64) {
        let result = pick(milli, [batch(1, 1000)], scanned: 1)
        #expect(result.parts.isEmpty)
        #expect(result.missing == .zero)
    }

    @Test(arguments: seeds, PickRule.allCases) func neverTakesWhatItShouldNot(seed: UInt64, rule: PickRule) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let batches = (0..<UInt64.random(in: 0...8, using: &random)).map {
                batch(
                    $0, random.int64(), expires: Bool.random(using: &random) ? nil : Int.random(in: -3...6, using: &random),
                    received: Int64.random(in: 0...3, using: &random), blocked: Int.random(in: 0..<4, using: &random) == 0)
            }.shuffled(using: &random)
            let scanned = Bool.random(using: &random) ? UInt64.random(in: 0...8, using: &random) : nil
            let wanted = random.int64()
            let daysLeft = Int.random(in: 0...2, using: &random)
            let result = pick(wanted, batches, scanned: scanned, rule: rule, daysLeft: daysLeft)

            let taken = result.parts.reduce(0) { $0 + Int128($1.quantity.milli) }
            #expect(taken + Int128(result.missing.milli) == Int128(max(0, wanted)))
            #expect(Set(result.parts.map(\.batch)).count == result.parts.count)
            var inferred: [BatchOnHand] = []
            for (index, part) in result.parts.enumerated() {
                let source = try #require(batches.first { $0.batch == part.batch })
                #expect(part.quantity > .zero && part.quantity <= source.onHand)
                #expect((part.how == .scanned) == (part.batch.low == scanned))
                if part.how == .scanned {
                    #expect(index == 0)
                } else {
                    #expect(!source.isBlocked && !source.isExpired(by: today.advanced(by: daysLeft)))
                    inferred.append(source)
                }
                // Greedy: all but the last are emptied.
                if index < result.parts.count - 1 { #expect(part.quantity == source.onHand) }
            }
            for (earlier, later) in zip(inferred, inferred.dropFirst()) {
                let keys = [earlier, later].map { (rule == .fefo ? $0.expiry?.number ?? .max : 0, $0.receivedAt, $0.batch) }
                #expect(keys[0] < keys[1])
            }
            if result.missing > .zero {
                let usable = batches.filter { $0.onHand > .zero && !$0.isBlocked && !$0.isExpired(by: today.advanced(by: daysLeft)) }
                #expect(usable.allSatisfy { usable in result.parts.contains { $0.batch == usable.batch && $0.quantity == usable.onHand } })
            }
        }
    }
}
