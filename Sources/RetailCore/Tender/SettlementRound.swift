/// The work on one settlement, all amounts taken as if the customer paid.
struct SettlementRound {
    let paysBack: Bool
    let rules: TenderRules
    var parts: [Settlement.Part] = []
    /// Of each tender, its amount, never below zero.
    var left: [Money] = []
    var order: [Int] = []
    /// What is still open, never below zero.
    var open: Money

    init(due: Money, paysBack: Bool, rules: TenderRules) {
        open = due
        self.paysBack = paysBack
        self.rules = rules
    }

    private func excess(of kind: TenderKind) -> TenderRule.Excess { paysBack ? .refuse : rules[kind].excess }

    mutating func applyNonCash() throws(Fault) {
        for index in order where parts[index].tender.kind != .cash {
            let amount = left[index]
            let excess = excess(of: parts[index].tender.kind)
            var most = open
            if excess != .change, let goods = parts[index].tender.goodsValue { most = min(most, goods) }
            let taken = min(amount, most)
            let rest = try amount.subtracting(taken)
            guard rest == .zero || excess != .refuse else { throw Self.exceeds(index, most) }
            parts[index].applied = taken
            parts[index].settled = taken
            if excess == .change { parts[index].change = rest } else { parts[index].unused = rest }
            open = try open.subtracting(taken)
        }
        try roundChange()
    }

    /// Change for what isn't cash is paid in coins that exist; the difference is rounding of the tenders it is given for.
    private mutating func roundChange() throws(Fault) {
        let exact = try Money.sum(parts.map(\.change))
        guard exact > .zero else { return }
        var difference = try rules.rounding.adjustment(for: exact)
        for index in order where parts[index].change > .zero && difference != .zero {
            // More goes on the first; less is taken off as many as it needs.
            let part = max(difference, try parts[index].change.negated())
            parts[index].change = try parts[index].change.adding(part)
            parts[index].applied = try parts[index].applied.subtracting(part)
            parts[index].rounding = try parts[index].rounding.subtracting(part)
            difference = try difference.subtracting(part)
        }
    }

    /// Below both the exact and the rounded amount cash is a partial payment, not rounded; between them it settles as it is.
    mutating func applyCash() throws(Fault) {
        let cash = order.filter { parts[$0].tender.kind == .cash }
        guard let first = cash.first else { return }
        let given = try Money.sum(cash.map { left[$0] })
        let rounded = try rules.rounding.rounded(open)
        let excess = excess(of: .cash)
        guard given <= max(open, rounded) || excess != .refuse else { throw Self.exceeds(first, rounded) }
        var applied = given > max(open, rounded) ? rounded : given
        var settled = given < min(open, rounded) ? given : open
        for index in cash {
            let part = min(left[index], applied)
            let rest = try left[index].subtracting(part)
            parts[index].applied = part
            parts[index].settled = min(part, settled)
            if excess == .limit { parts[index].unused = rest } else { parts[index].change = rest }
            applied = try applied.subtracting(part)
            settled = try settled.subtracting(parts[index].settled)
        }
        // What rounding takes off is settled with the first.
        parts[first].settled = try parts[first].settled.adding(settled)
        for index in cash { parts[index].rounding = try parts[index].applied.subtracting(parts[index].settled) }
    }

    mutating func negate() throws(Fault) {
        for index in parts.indices {
            parts[index].applied = try parts[index].applied.negated()
            parts[index].settled = try parts[index].settled.negated()
            parts[index].rounding = try parts[index].rounding.negated()
        }
    }

    private static func exceeds(_ index: Int, _ most: Money) -> Fault {
        Settlement.fault(index, "amount_minor", "exceeds-due", "Of this tender \(most.minor) could be taken at most.")
    }
}
