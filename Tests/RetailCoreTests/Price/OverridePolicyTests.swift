import RetailCore
import TestSupport
import Testing

@Suite struct OverridePolicyTests {
    private func approval(_ limitOffMicro: Int64) -> Approval {
        Approval(id: ID(high: 6, low: 1), approver: ID(high: 6, low: 2), at: Shop.noon, limitOffMicro: limitOffMicro)
    }

    /// 10 % off is free, 60 % the most; of 10.00.
    @Test(
        arguments: [
            (1000, nil, nil), (900, nil, nil), (899, nil, "override.needs-approval"), (899, 101_000, nil),
            (899, 100_999, "override.beyond-approval"),
            (400, 600_000, nil), (399, 1_000_000, "override.too-much-off"), (1001, nil, "override.needs-approval"), (1001, 0, nil),
            (450, 500_000, "override.beyond-approval"), (349, 1_000_000, "override.below-floor"),
        ] as [(Int64, Int64?, String?)])
    func guardsThePrice(minor: Int64, limit: Int64?, code: String?) throws {
        let policy = try OverridePolicy(freeOffMicro: 100_000, mostOffMicro: 600_000)
        let override = try PriceOverride(unitPrice: Money(minor: minor), reason: "torn", approval: limit.map(approval))
        let found = faultCode { () throws(Fault) in
            try policy.judge(override, replacing: Money(minor: 1000), floor: Money(minor: 350))
        }
        #expect(found == code)
    }

    @Test func aPriceWhereThereIsNoneNeedsApproval() throws {
        let policy = try OverridePolicy(freeOffMicro: 1_000_000)
        let alone = try PriceOverride(unitPrice: Money(minor: 5), reason: "no label")
        #expect(faultCode { () throws(Fault) in try policy.judge(alone, replacing: nil) } == "override.needs-approval")
        let approved = try PriceOverride(unitPrice: Money(minor: 5), reason: "no label", approval: approval(0))
        #expect(faultCode { () throws(Fault) in try policy.judge(approved, replacing: nil) } == nil)
    }

    @Test func withoutAPolicyEveryCentNeedsApproval() throws {
        let override = try PriceOverride(unitPrice: Money(minor: 999), reason: "torn")
        let code = faultCode { () throws(Fault) in try OverridePolicy.approvedOnly.judge(override, replacing: Money(minor: 1000)) }
        #expect(code == "override.needs-approval")
    }

    @Test func refusesWhatCannotBe() {
        #expect(faultCode { () throws(Fault) in try PriceOverride(unitPrice: .zero, reason: "") } == "override.without-reason")
        #expect(faultCode { () throws(Fault) in try PriceOverride(unitPrice: Money(minor: -1), reason: "x") } == "price.negative")
        for (free, most) in [(-1, 5), (6, 5), (0, 1_000_001)] as [(Int64, Int64)] {
            #expect(
                faultCode { () throws(Fault) in try OverridePolicy(freeOffMicro: free, mostOffMicro: most) } == "override.policy-wrong")
        }
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let override = try PriceOverride(
                unitPrice: Money(minor: max(0, random.int64())), reason: "x",
                approval: Bool.random(using: &random) ? nil : approval(random.int64()))
            let price = Money(minor: random.int64())
            let code = faultCode { () throws(Fault) in
                try OverridePolicy.approvedOnly.judge(override, replacing: price, floor: Money(minor: random.int64()))
            }
            #expect(code?.hasPrefix("override.") ?? true)
        }
    }
}
