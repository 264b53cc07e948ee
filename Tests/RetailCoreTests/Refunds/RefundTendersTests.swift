import RetailCore
import TestSupport
import Testing

@Suite struct RefundTendersTests {
    private func paid(_ kind: TenderKind, _ settled: Int64, refunded: Int64 = 0, points: Int64 = 0) throws -> PaidTender {
        try PaidTender(
            kind, settled: Money(minor: settled), refunded: Money(minor: refunded), reference: kind.rawValue, points: Points(points))
    }

    private func outcome(
        _ amount: Int64, coupon: Int64 = 0, _ paid: [PaidTender], _ policy: RefundPolicy = .standard
    ) throws -> [String] {
        try policy.tenders(for: Money(minor: amount), makerCoupon: Money(minor: coupon), over: paid)
            .map { "\($0.kind.rawValue) \($0.amount.minor) to \($0.source)" }
    }

    @Test func valueGoesBackToWhereItCameFromCashLast() throws {
        let tenders = [try paid(.cash, 500), try paid(.card, 1000), try paid(.giftCard, 300)]
        #expect(try outcome(200, tenders) == ["gift_card 200 to 2"])
        #expect(try outcome(1800, tenders) == ["gift_card 300 to 2", "card 1000 to 1", "cash 500 to 0"])
        #expect(try outcome(600, tenders, RefundPolicy(order: [.card])) == ["card 600 to 1"])
        #expect(try outcome(600, tenders, RefundPolicy(order: [.cash, .cash])) == ["cash 500 to 0", "gift_card 100 to 2"])
        #expect(try outcome(0, tenders) == [])
        let reference = try RefundPolicy.standard.tenders(for: Money(minor: 200), over: tenders).first?.reference
        #expect(reference == "gift_card")
    }

    @Test func noMoreCashThanThePolicyAllows() throws {
        let policy = RefundPolicy(mostCash: Money(minor: 200))
        #expect(
            try outcome(500, [paid(.cash, 300), paid(.cash, 300)], policy) == [
                "cash 200 to 0", "store_credit 100 to 0", "store_credit 200 to 1",
            ])
        #expect(try outcome(500, [paid(.cash, 600)], RefundPolicy(mostCash: .zero, insteadOfCash: .giftCard)) == ["gift_card 500 to 0"])
        #expect(try outcome(150, [paid(.cash, 600)], policy) == ["cash 150 to 0"])
    }

    /// Beyond the limit it can't be cash after all, a coupon of the maker's, or points of no number.
    @Test(arguments: [TenderKind.cash, .makerCoupon, .loyaltyPoints]) func insteadOfCashGoesWhatTheCustomerCanUse(_ kind: TenderKind) throws
    {
        let tenders = [try paid(.cash, 500)]
        let policy = RefundPolicy(mostCash: Money(minor: 200), insteadOfCash: kind)
        #expect(
            faultCode { () throws(Fault) in try policy.tenders(for: Money(minor: 100), over: tenders) } == "refund.bad-policy")
        #expect(try outcome(500, tenders, RefundPolicy(insteadOfCash: kind)) == ["cash 500 to 0"], "nothing goes instead")
    }

    @Test func aMakersCouponGoesBackAsSuch() throws {
        let tenders = [try paid(.makerCoupon, 300), try paid(.cash, 700)]
        #expect(try outcome(500, coupon: 300, tenders) == ["maker_coupon 300 to 0", "cash 200 to 1"])
        #expect(try outcome(200, coupon: 300, tenders) == ["maker_coupon 200 to 0"], "it was worth more than the goods")
        #expect(try outcome(700, tenders) == ["cash 700 to 1"])
        #expect(
            faultCode { () throws(Fault) in try RefundPolicy.standard.tenders(for: Money(minor: 701), over: tenders) }
                == "refund.more-than-paid")
        #expect(
            faultCode { () throws(Fault) in
                try RefundPolicy.standard.tenders(for: Money(minor: 400), makerCoupon: Money(minor: 400), over: tenders)
            }
                == "refund.more-than-paid")
    }

    @Test func refusesWhatCannotBe() throws {
        #expect(faultCode { () throws(Fault) in try RefundPolicy.standard.tenders(for: Money(minor: -1), over: []) } == "refund.bad-amount")
        #expect(
            faultCode { () throws(Fault) in try RefundPolicy.standard.tenders(for: .zero, makerCoupon: Money(minor: -1), over: []) }
                == "refund.bad-amount")
        #expect(
            faultCode { () throws(Fault) in try RefundPolicy.standard.tenders(for: Money(minor: 1), over: []) } == "refund.more-than-paid")
        for (settled, refunded) in [(-1, 0), (1, 2), (1, -1)] as [(Int64, Int64)] {
            #expect(
                faultCode { () throws(Fault) in
                    try PaidTender(.cash, settled: Money(minor: settled), refunded: Money(minor: refunded))
                } == "refund.bad-tender")
        }
        #expect(
            faultCode { () throws(Fault) in try PaidTender(.card, settled: Money(minor: 1), points: Points(1)) } == "refund.bad-tender")
    }

    @Test(arguments: seeds) func refundsInAnySizeGiveBackEveryTenderWhole(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var tenders: [PaidTender] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let kind = TenderKind.allCases.randomElement(using: &random) ?? .cash
                tenders.append(
                    try paid(
                        kind, .random(in: 0...5000, using: &random),
                        points: kind == .loyaltyPoints ? .random(in: 0...999, using: &random) : 0))
            }
            var policy = RefundPolicy(order: TenderKind.allCases.shuffled(using: &random))
            if Bool.random(using: &random) { policy.mostCash = Money(minor: .random(in: 0...3000, using: &random)) }
            var points = Points.zero
            while try Money.sum(tenders.map(\.open)) > .zero {
                let coupons = try Money.sum(tenders.filter { $0.kind == .makerCoupon }.map(\.open))
                let others = try Money.sum(tenders.map(\.open)).subtracting(coupons)
                let coupon = Int64.random(in: 0...coupons.minor, using: &random)
                let amount = Money(minor: coupon + .random(in: 0...others.minor, using: &random))
                let back = try policy.tenders(for: amount, makerCoupon: Money(minor: coupon), over: tenders)
                #expect(try Money.sum(back.map(\.amount)) == amount)
                let cash = try Money.sum(back.filter { $0.kind == .cash }.map(\.amount))
                if let most = policy.mostCash { #expect(cash <= most) }
                for part in back {
                    #expect(part.amount > .zero && part.points >= .zero)
                    points = try points.adding(part.points)
                    let old = tenders[part.source]
                    // Fails where a tender would give back more than it paid.
                    tenders[part.source] = try PaidTender(
                        old.kind, settled: old.settled, refunded: old.refunded.adding(part.amount), reference: old.reference,
                        points: old.points)
                }
            }
            #expect(try points == Points.sum(tenders.filter { $0.settled > .zero }.map(\.points)))
        }
    }

    /// From the sale to the last cent: what a settlement says was settled is what goes back, without the rounding.
    @Test func whatASettlementSettledGoesBack() throws {
        let rules = TenderRules(rounding: try CashRounding(stepMinor: 5))
        let sale = try Settlement(
            due: Money(minor: 1233), tenders: [Tendered(.card, Money(minor: 1000), reference: "t"), Tendered(.cash, Money(minor: 300))],
            rules: rules)
        var tenders: [PaidTender] = []
        for part in sale.parts { tenders.append(try PaidTender(part.tender.kind, settled: part.settled, reference: part.tender.reference)) }
        let back = try RefundPolicy.standard.tenders(for: Money(minor: 1233), over: tenders)
        #expect(back.map(\.amount.minor) == [1000, 233])
        var payouts: [Tendered] = []
        for part in back {
            let exact = try part.amount.negated()
            payouts.append(Tendered(part.kind, part.kind == .cash ? try rules.rounding.rounded(exact) : exact, reference: part.reference))
        }
        let refund = try Settlement(due: Money(minor: -1233), tenders: payouts, rules: rules)
        #expect(refund.isSettled)
        #expect(refund.rounding.minor == -sale.rounding.minor)
    }
}
