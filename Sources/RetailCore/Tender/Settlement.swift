/// How a list of tenders settles what is due.
///
/// Tenders are applied in the order of their kinds, cash last, so that the order of entry changes nothing. What no other tender covers is
/// the cash remainder; it alone is rounded, once, and only where cash is taken or given. Cash below it is a partial payment: nothing is
/// rounded and the rest stays `outstanding`, to be the due amount of a later settlement. Cash between the exact and the rounded amount
/// settles it as it is. Change is always cash, so it is rounded too.
///
/// Always, and whichever way the money goes:
/// - `Σ applied = due + rounding − outstanding`, that is `Σ settled = due − outstanding`;
/// - for each tender, `tendered = applied + change + unused` and `applied = settled + rounding`.
public struct Settlement: Hashable, Sendable {
    /// What became of one tender.
    public struct Part: Hashable, Sendable {
        /// As it was entered.
        public let tender: Tendered
        /// What it counts for, rounding included.
        public internal(set) var applied: Money = .zero
        /// What it pays of the exact amount due: what a refund may give back to it.
        public internal(set) var settled: Money = .zero
        /// What came back for it in cash; never below zero.
        public internal(set) var change: Money = .zero
        /// What was not needed and stays with the tender.
        public internal(set) var unused: Money = .zero
        /// Its part of the cash rounding: zero for all but cash and what change is given for.
        public internal(set) var rounding: Money = .zero

        init(_ tender: Tendered) {
            self.tender = tender
        }
    }

    /// What was to be paid; below zero: paid back.
    public let due: Money
    /// In the order of entry.
    public let parts: [Part]
    /// What the rounding line says, as in `CashRounding.adjustment`: what is paid beyond the exact amount; below zero for less.
    public let rounding: Money
    /// What the customer gets back in cash.
    public let change: Money
    /// What is still to pay, of the sign of `due`; zero where all is settled.
    public let outstanding: Money

    /// Whether nothing is left to pay.
    public var isSettled: Bool { outstanding == .zero }

    /// - Parameter due: positive: the customer pays; negative: the shop pays back, with tenders below zero and no change.
    /// - Throws: `unprocessable`, each with the tender's field: `tender.wrong-direction`, `tender.not-accepted`, `tender.reference-needed`,
    ///   `tender.card-number` (of cash, a card or `other`), `tender.points-differ`, `tender.exceeds-due`; `money.overflow`.
    public init(due: Money, tenders: [Tendered], rules: TenderRules = .standard) throws(Fault) {
        let paysBack = due < .zero
        for (index, tender) in tenders.enumerated() { try Self.check(tender, at: index, rules[tender.kind], paysBack: paysBack) }
        var round = SettlementRound(due: try paysBack ? due.negated() : due, paysBack: paysBack, rules: rules)
        for (index, tender) in tenders.enumerated() {
            round.parts.append(Part(tender))
            round.left.append(try paysBack ? tender.amount.negated() : tender.amount)
            round.order.append(index)
        }
        round.order.sort { tenders[$0].precedes(tenders[$1]) }
        try round.applyNonCash()
        try round.applyCash()
        if paysBack { try round.negate() }
        self.due = due
        parts = round.parts
        rounding = try Money.sum(round.parts.map(\.rounding))
        change = try Money.sum(round.parts.map(\.change))
        outstanding = try due.subtracting(Money.sum(round.parts.map(\.settled)))
    }

    private static func check(_ tender: Tendered, at index: Int, _ rule: TenderRule, paysBack: Bool) throws(Fault) {
        let goesRightWay = paysBack ? tender.amount < .zero : tender.amount > .zero
        guard goesRightWay || (tender.amount == .zero && tender.kind == .cash) else {
            throw fault(
                index, "amount_minor", "wrong-direction",
                paysBack ? "Money goes back: expected an amount below zero." : "The customer pays: expected an amount above zero.")
        }
        guard paysBack ? rule.paysBack : rule.pays else {
            throw fault(index, "kind", "not-accepted", "This kind of tender is not taken here.")
        }
        guard !rule.needsReference || tender.reference?.isEmpty == false else {
            throw fault(index, "reference", "reference-needed", "This kind of tender has to say what it was paid with.")
        }
        // Before anything is settled: it would be stored and printed, and the receipt refused.
        guard !tender.kind.receiptMethod.mayComeFromCard || !Tendered.looksLikeCardNumber(tender.reference ?? "") else {
            throw fault(index, "reference", "card-number", "A card number must not be kept; the terminal's token may.")
        }
        let fewest = Points(tender.kind == .loyaltyPoints && !paysBack ? 1 : 0)
        guard tender.points >= fewest, tender.kind == .loyaltyPoints || tender.points == .zero else {
            throw fault(index, "points", "points-differ", "Loyalty points, and nothing else, say how many points they are.")
        }
        guard (tender.goodsValue ?? .zero) >= .zero else {
            throw fault(index, "goods_value_minor", "wrong-direction", "Goods can't be worth less than nothing.")
        }
    }

    static func fault(_ index: Int, _ field: String, _ code: String, _ message: String) -> Fault {
        Fault(
            .unprocessable, "tender.\(code)", "A tender can't be used as it was entered.",
            fields: [.init(field: "tenders[\(index)].\(field)", code: code, message: message)])
    }
}
