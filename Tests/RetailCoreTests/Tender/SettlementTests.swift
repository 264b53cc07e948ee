import RetailCore
import TestSupport
import Testing

@Suite struct SettlementTests {
    private func canada() throws -> TenderRules { TenderRules(rounding: try CashRounding(stepMinor: 5)) }

    private func cash(_ minor: Int64) -> Tendered { Tendered(.cash, Money(minor: minor)) }
    private func card(_ minor: Int64, _ reference: String = "token") -> Tendered {
        Tendered(.card, Money(minor: minor), reference: reference)
    }
    private func coupon(_ minor: Int64, goods: Int64? = nil) -> Tendered {
        Tendered(.makerCoupon, Money(minor: minor), goodsValue: goods.map(Money.init(minor:)))
    }

    /// What came out, in one line: applied amounts, then rounding, change and outstanding.
    private func outcome(_ due: Int64, _ tenders: [Tendered], _ rules: TenderRules = .standard) throws -> [[Int64]] {
        let result = try Settlement(due: Money(minor: due), tenders: tenders, rules: rules)
        return [result.parts.map(\.applied.minor), [result.rounding.minor, result.change.minor, result.outstanding.minor]]
    }

    private func fault(_ due: Int64, _ tenders: [Tendered], _ rules: TenderRules = .standard) -> String? {
        do throws(Fault) {
            _ = try Settlement(due: Money(minor: due), tenders: tenders, rules: rules)
            return nil
        } catch {
            return "\(error.code) \(error.fields.map(\.field).joined(separator: ","))"
        }
    }

    @Test func cashGivesChange() throws {
        #expect(try outcome(1234, [cash(2000)]) == [[1234], [0, 766, 0]])
        #expect(try outcome(1234, [cash(1000), cash(1000)]) == [[1000, 234], [0, 766, 0]])
    }

    /// Canada: the cash part of 12.31 … 12.39 is asked for in five cents; a card pays to the cent.
    @Test(arguments: zip([1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as [Int64], [0, 0, 5, 5, 5, 5, 5, 10, 10, 10] as [Int64]))
    func roundsCashAndNothingElse(cents: Int64, rounded: Int64) throws {
        #expect(try outcome(1230 + cents, [cash(2000)], canada()) == [[1230 + rounded], [rounded - cents, 770 - rounded, 0]])
        #expect(try outcome(1230 + cents, [card(1230 + cents)], canada()) == [[1230 + cents], [0, 0, 0]])
    }

    /// 12.33 less 10.00 by card leaves 2.33, asked for as 2.35; 12.34 less 10.02 leaves 2.32, asked for as 2.30 though the total would have been rounded up.
    @Test func inAMixedTenderOnlyTheCashRemainderIsRounded() throws {
        #expect(try outcome(1233, [card(1000), cash(500)], canada()) == [[1000, 235], [2, 265, 0]])
        #expect(try outcome(1234, [card(1002), cash(500)], canada()) == [[1002, 230], [-2, 270, 0]])
    }

    @Test func aRemainderThatRoundsToNothingIsSettledByNoCashAtAll() throws {
        #expect(try outcome(1002, [card(1000)], canada()) == [[1000], [0, 0, 2]])
        #expect(try outcome(1002, [card(1000), cash(0)], canada()) == [[1000, 0], [-2, 0, 0]])
        #expect(try outcome(1003, [card(1000), cash(0)], canada()) == [[1000, 0], [0, 0, 3]])
    }

    @Test func cashBetweenTheExactAndTheRoundedAmountSettlesAsItIs() throws {
        #expect(try outcome(998, [cash(998)], canada()) == [[998], [0, 0, 0]])
        #expect(try outcome(998, [cash(999)], canada()) == [[999], [1, 0, 0]])
        #expect(try outcome(997, [cash(997)], canada()) == [[997], [0, 0, 0]])
        #expect(try outcome(997, [cash(994)], canada()) == [[994], [0, 0, 3]])
    }

    @Test func theRestOfAPartialPaymentIsDueLater() throws {
        let deposit = try Settlement(due: Money(minor: 9998), tenders: [cash(3000), card(2000)], rules: canada())
        #expect(deposit.outstanding.minor == 4998 && deposit.rounding == .zero && !deposit.isSettled)
        let rest = try Settlement(due: deposit.outstanding, tenders: [cash(5000)], rules: canada())
        #expect(rest.isSettled && rest.rounding.minor == 2 && rest.change == .zero)
    }

    @Test func nothingButCashMayExceedWhatIsDue() {
        #expect(fault(1000, [cash(500), card(501)]) == nil, "501 by card, 499 of the cash")
        #expect(fault(1000, [cash(500), card(1001)]) == "tender.exceeds-due tenders[1].amount_minor")
        #expect(fault(1000, [card(600), card(500)]) == "tender.exceeds-due tenders[1].amount_minor", "the smaller comes second")
        #expect(fault(1000, [Tendered(.giftCard, Money(minor: 1001), reference: "g")]) == "tender.exceeds-due tenders[0].amount_minor")
    }

    @Test func rulesSayWhatMayBeUsedHow() throws {
        var rules = TenderRules.standard
        rules[.giftCard] = TenderRule(excess: .limit)
        let gift = try Settlement(due: Money(minor: 1000), tenders: [Tendered(.giftCard, Money(minor: 1500))], rules: rules)
        #expect(gift.parts[0].applied.minor == 1000 && gift.parts[0].unused.minor == 500 && gift.change == .zero)
        rules[.card] = TenderRule(excess: .change)
        #expect(try outcome(1000, [card(1500)], rules) == [[1000], [0, 500, 0]], "cash back")
        rules[.other] = TenderRule(pays: false)
        #expect(fault(1000, [Tendered(.other, Money(minor: 1))], rules) == "tender.not-accepted tenders[0].kind")
        #expect(fault(-1000, [Tendered(.makerCoupon, Money(minor: -1))]) == "tender.not-accepted tenders[0].kind")
        #expect(fault(1000, [Tendered(.card, Money(minor: 1))]) == "tender.reference-needed tenders[0].reference")
        #expect(fault(1000, [cash(1), Tendered(.loyaltyPoints, Money(minor: 1))]) == "tender.points-differ tenders[1].points")
        #expect(fault(1000, [Tendered(.cash, Money(minor: 1), points: Points(1))]) == "tender.points-differ tenders[0].points")
        #expect(fault(1000, [card(0)]) == "tender.wrong-direction tenders[0].amount_minor")
        #expect(fault(1000, [cash(-1)]) == "tender.wrong-direction tenders[0].amount_minor")
        #expect(fault(-1000, [cash(1)]) == "tender.wrong-direction tenders[0].amount_minor")
        #expect(fault(1000, [coupon(1, goods: -1)]) == "tender.wrong-direction tenders[0].goods_value_minor")
    }

    /// What is refused here is never stored or printed; what settles has a receipt.
    @Test(arguments: TenderKind.allCases, ["4111111111111111", "5500 0000 0000 0004", "6006491260550217", "tok_4111111111111111"])
    func aCardNumberIsRefusedBeforeAnythingIsSettled(kind: TenderKind, reference: String) throws {
        let tender = Tendered(
            kind, Money(minor: 100), reference: reference, points: Points(kind == .loyaltyPoints ? 1 : 0))
        let isGuarded = [.card, .other, .cash].contains(kind) && !reference.hasPrefix("tok")
        #expect(fault(600, [cash(500), tender]) == (isGuarded ? "tender.card-number tenders[1].reference" : nil))
        do throws(Fault) { _ = try Settlement(due: Money(minor: 100), tenders: [tender]) } catch {
            #expect(!"\(error)".contains(reference), "no log repeats it")
        }
    }

    /// 0.98 is asked for as 1.00: 60 of it settle 60, and 40 the other 38.
    @Test func cashThatComesFirstSettlesFirst() throws {
        let settled = try Settlement(due: Money(minor: 98), tenders: [cash(60), cash(50)], rules: canada())
        #expect(settled.parts.map(\.applied.minor) == [60, 40] && settled.parts.map(\.rounding.minor) == [0, 2])
    }

    /// The Complete Journey has 3,507 lines whose maker's coupon is worth more than the line.
    @Test func aCouponWorthMoreThanItsGoodsIsLimitedOrPaidOut() throws {
        let limited = try Settlement(due: Money(minor: 500), tenders: [coupon(300, goods: 200), cash(300)])
        #expect(limited.parts.map(\.applied.minor) == [200, 300] && limited.parts[0].unused.minor == 100)
        var rules = try canada()
        rules[.makerCoupon] = TenderRule(excess: .change)
        #expect(try outcome(500, [coupon(300, goods: 200), cash(200)], rules) == [[300, 200], [0, 0, 0]])
        let paidOut = try Settlement(due: Money(minor: 200), tenders: [coupon(302)], rules: rules)
        #expect(paidOut.parts[0].change.minor == 100, "1.02 in coins")
        #expect(paidOut.parts[0].applied.minor == 202 && paidOut.parts[0].settled.minor == 200 && paidOut.rounding.minor == 2)
        rules[.makerCoupon] = TenderRule(excess: .refuse)
        #expect(fault(500, [coupon(300, goods: 200)], rules) == "tender.exceeds-due tenders[0].amount_minor")
    }

    @Test func theShopPaysBackWithoutChange() throws {
        #expect(try outcome(-1233, [cash(-1235)], canada()) == [[-1235], [-2, 0, 0]])
        #expect(try outcome(-1233, [card(-1000), cash(-235)], canada()) == [[-1000, -235], [-2, 0, 0]])
        #expect(try outcome(-1233, [card(-1000)], canada()) == [[-1000], [0, 0, -233]])
        #expect(fault(-1233, [cash(-1240)], (try? canada()) ?? .standard) == "tender.exceeds-due tenders[0].amount_minor")
        #expect(try outcome(0, []) == [[], [0, 0, 0]])
    }

    /// "" is not no reference, nor a coupon without bound one for goods of the largest amount.
    @Test(arguments: [
        [Tendered(.other, Money(minor: 100)), Tendered(.other, Money(minor: 100), reference: "")],
        [Tendered(.makerCoupon, Money(minor: 100)), Tendered(.makerCoupon, Money(minor: 100), goodsValue: Money(minor: .max))],
    ]) func tendersThatDifferAtAllAreAppliedInOneOrder(_ tenders: [Tendered]) throws {
        var rules = TenderRules.standard
        rules[.other] = TenderRule(excess: .limit)
        let one = try Settlement(due: Money(minor: 150), tenders: tenders, rules: rules)
        let other = try Settlement(due: Money(minor: 150), tenders: tenders.reversed(), rules: rules)
        #expect(Set(one.parts) == Set(other.parts))
    }

    /// 0.40 of goods that were paid with a point worth 1.00: no whole point comes back with it.
    @Test func lessThanAPointsWorthIsPaidBackWithoutPoints() throws {
        let paid = try PaidTender(.loyaltyPoints, settled: Money(minor: 1000), points: Points(10))
        let back = try RefundPolicy.standard.tenders(for: Money(minor: 40), over: [paid])
        #expect(back.map(\.points) == [.zero])
        var tenders: [Tendered] = []
        for part in back { tenders.append(Tendered(part.kind, try part.amount.negated(), points: part.points)) }
        #expect(try Settlement(due: Money(minor: -40), tenders: tenders).isSettled)
        #expect(fault(-40, [Tendered(.loyaltyPoints, Money(minor: -40), points: Points(-1))]) == "tender.points-differ tenders[0].points")
        #expect(fault(40, [Tendered(.loyaltyPoints, Money(minor: 40))]) == "tender.points-differ tenders[0].points")
        #expect(fault(-40, [Tendered(.cash, Money(minor: -40), points: Points(1))]) == "tender.points-differ tenders[0].points")
    }

    @Test(arguments: seeds) func alwaysAddsUpWhateverTheOrderOfEntry(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var settled = 0
        for _ in 0..<2000 {
            let due = Int64.random(in: -2000...4000, using: &random)
            var rules = TenderRules(rounding: try CashRounding(stepMinor: [1, 5, 10, 25].randomElement(using: &random) ?? 1))
            for kind in TenderKind.allCases where Bool.random(using: &random) {
                rules[kind] = TenderRule(excess: TenderRule.Excess.allCases.randomElement(using: &random) ?? .limit)
            }
            let tenders = (0..<Int.random(in: 0...4, using: &random)).map { _ in tender(due, &random) }
            guard let result = try? Settlement(due: Money(minor: due), tenders: tenders, rules: rules) else { continue }
            settled += result.isSettled ? 1 : 0
            #expect(result.parts.map(\.tender) == tenders)
            let applied = try Money.sum(result.parts.map(\.applied)).minor
            #expect(applied == due + result.rounding.minor - result.outstanding.minor, "\(due) by \(tenders)")
            #expect(result.outstanding.minor.magnitude <= due.magnitude && result.outstanding.minor.signum() * due.signum() >= 0)
            if !tenders.contains(where: { $0.kind == .cash || rules[$0.kind].excess == .change }) { #expect(result.rounding == .zero) }
            for part in result.parts {
                #expect(part.tender.amount.minor == part.applied.minor + part.change.minor + part.unused.minor)
                #expect(part.applied.minor == part.settled.minor + part.rounding.minor)
                #expect(part.change >= .zero && part.settled.minor * Int64(due < 0 ? -1 : 1) >= 0)
                #expect(part.rounding.minor.magnitude < UInt64(rules.rounding.stepMinor))
            }
            let shuffled = tenders.shuffled(using: &random)
            let other = try Settlement(due: Money(minor: due), tenders: shuffled, rules: rules)
            #expect(Set(other.parts) == Set(result.parts), "\(due) by \(tenders)")
            #expect([other.rounding, other.change, other.outstanding] == [result.rounding, result.change, result.outstanding])
        }
        #expect(settled > 100, "else the test saw nothing")
    }

    private func tender(_ due: Int64, _ random: inout SeededRandom) -> Tendered {
        let kind = TenderKind.allCases.randomElement(using: &random) ?? .cash
        let amount = [due, due / 2, Int64.random(in: 1...3000, using: &random), 5].randomElement(using: &random) ?? 1
        let signed = due < 0 ? -abs(amount) : max(1, abs(amount))
        return Tendered(
            kind, Money(minor: signed), reference: ["a", "b"].randomElement(using: &random),
            points: kind == .loyaltyPoints ? Points(10) : .zero, goodsValue: kind == .makerCoupon ? Money(minor: 700) : nil)
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<1000 {
            var rules = TenderRules(rounding: try CashRounding(stepMinor: 1_000_000, mode: .up))
            rules[.makerCoupon] = TenderRule(excess: .change)
            let tenders = (0..<3).map { _ in
                Tendered(
                    TenderKind.allCases.randomElement(using: &random) ?? .cash, Money(minor: random.int64()), reference: "r",
                    points: Points(random.int64()), goodsValue: Money(minor: random.int64()))
            }
            _ = try? Settlement(due: Money(minor: random.int64()), tenders: tenders, rules: rules)
        }
    }

    @Test func suggestsWhatCustomersHandOver() {
        let euros: [Money] = [500, 1000, 2000, 5000, 10000].map(Money.init(minor:))
        #expect(Tendered.cashSuggestions(for: Money(minor: 2340), notes: euros).map(\.minor) == [2340, 2500, 3000, 4000, 5000, 10000])
        #expect(Tendered.cashSuggestions(for: Money(minor: 5000), notes: euros).map(\.minor) == [5000, 6000, 10000])
        #expect(Tendered.cashSuggestions(for: Money(minor: 2340), notes: euros, limit: 2).map(\.minor) == [2340, 2500])
        #expect(Tendered.cashSuggestions(for: .zero, notes: euros).isEmpty)
        #expect(Tendered.cashSuggestions(for: Money(minor: .max), notes: euros + [.zero, Money(minor: -5)]).map(\.minor) == [.max])
    }
}
