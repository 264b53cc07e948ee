import RetailCore

/// What is stored of a sale for its refunds.
struct SoldSale {
    let receipt: Receipt
    /// In the order of the receipt's; nil for what can't come back: empties, and what isn't paid for yet.
    var lines: [StoredLine?]
    var tenders: [PaidTender]
    /// Of each tender, the ledger entry that took its value.
    let captures: [ID<ValueEntry>?]
    let redemption: ID<PointsEntry>?
    let earning: ID<PointsEntry>?

    var isSpent: Bool { lines.allSatisfy { $0?.isSpent ?? true } }

    /// Paid for, and nothing of it came back.
    var isUntouched: Bool {
        receipt.totals.open == .zero && lines.allSatisfy { $0.map { $0.refunded == .zero && !$0.moneyIsRefunded } ?? true }
    }
}

extension Till {
    /// A cart of all kinds of lines, some of them empties given back.
    private mutating func cart() throws -> Cart {
        var cart = random.cart(shop, lines: 1...6, units: 1...4, products: 8)
        let rates = try (0..<3).map { _ in try random.components() }
        for index in cart.lines.indices {
            cart.lines[index].taxes = rates[random.int(0...2)]
            let line = cart.lines[index]
            switch random.int(0...11) {
            case 0: (cart.lines[index].kind, cart.lines[index].taxes) = (.giftCard, .none)
            case 1: (cart.lines[index].kind, cart.lines[index].taxes) = (.deposit, .none)
            case 2:
                cart.lines[index].isDiscountable = false
                (cart.lines[index].quantity, cart.lines[index].shelf) = (Quantity(milli: -line.quantity.milli), try line.shelf.negated())
            case 3: cart.lines[index].discounts = [ManualDiscount(.amount(random.amount(1...90)), reason: "dented")]
            case 4: (cart.lines[index].quantity, cart.lines[index].unitPrice) = (.zero, nil)
            case 5: cart.lines[index].quantity = Quantity(milli: Int64(random.int(1...2500)))
            default: break
            }
        }
        if random.int(0...3) == 0 { cart.discounts = [ManualDiscount(.percent(random.percent()), reason: "friend")] }
        return cart
    }

    mutating func sell() throws {
        let cart = try cart()
        let exemption = try TaxExemption(random.int(0...1) == 0 ? .all : .named(["190000"]), certificate: "X-1", from: Sample.day)
        let relief = random.int(0...3) == 0 ? try exemption.relief(on: session.businessDay) : nil
        let total = try checkout.total(cart, in: shop.sale, relief: relief)
        let settlement = try Settlement(due: total.due, tenders: tenders(for: total.due), rules: rules)
        let receipt = try file(
            .sale, total.receiptLines(of: cart, cart.lines.map { _ in ReceiptLineText("line") }, checkout.promotions), total.receiptTaxes,
            settlement.receiptPayments(), rounding: settlement.rounding, change: settlement.change)
        sales.append(try store(receipt, settlement))
    }

    /// Books what the tenders took, and stores each line with its share of everything.
    private mutating func store(_ receipt: Receipt, _ settlement: Settlement) throws -> SoldSale {
        var (tenders, captures): ([PaidTender], [ID<ValueEntry>?]) = ([], [])
        var redemption: ID<PointsEntry>?
        for part in settlement.parts where part.settled > .zero {
            let tender = part.tender
            captures.append(try capture(part))
            if tender.kind == .loyaltyPoints {
                let entry = PointsEntry(id: nextID(), kind: .redeem, points: tender.points, day: session.businessDay)
                try points.record(entry)
                redemption = entry.id
            }
            tenders.append(try PaidTender(tender.kind, settled: part.settled, reference: tender.reference, points: tender.points))
        }
        var paid: [Money] = []
        for line in receipt.lines { paid.append(try line.gross(checkout.taxes.mode)) }
        // Empties paid for their part of the rest.
        let empties = paid.reduce(0) { $0 - min($1.minor, 0) }
        if empties > 0 {
            tenders.append(try PaidTender(.cash, settled: Money(minor: empties)))
            captures.append(nil)
        }
        let coupon = tenders.first { $0.kind == .makerCoupon }?.settled ?? .zero
        let coupons = try coupon.allocated(over: paid.map { max($0.minor, 0) })
        let withPoints = tenders.first { $0.kind == .loyaltyPoints }?.settled ?? .zero
        let earned = try earn.earned(
            on: zip(paid, receipt.lines).map { EarnRule.Line(paid: $0, earns: $1.kind == .goods) }, paidWithPoints: withPoints,
            multiplierHundredths: 150)
        var earning: ID<PointsEntry>?
        if settlement.isSettled, earned.total > .zero {
            let entry = PointsEntry(id: nextID(), kind: .earn, points: earned.total, day: session.businessDay)
            try points.record(entry)
            earning = entry.id
        }
        var lines: [StoredLine?] = []
        for (index, line) in receipt.lines.enumerated() {
            lines.append(
                !settlement.isSettled || paid[index] < .zero || line.quantity < .zero
                    ? nil
                    : try StoredLine(
                        quantity: line.quantity, paid: paid[index], makerCoupon: coupons[index],
                        amounts: line.taxes.map(\.amount) + line.discounts.map(\.amount), points: earned.lines[index]))
        }
        return SoldSale(
            receipt: receipt, lines: lines, tenders: tenders, captures: captures,
            redemption: redemption, earning: earning)
    }

    private mutating func capture(_ part: Settlement.Part) throws -> ID<ValueEntry>? {
        guard let reference = part.tender.reference, var ledger = cards[reference] else { return nil }
        let hold = try ledger.holding(part.tender.amount, id: nextID(), at: Sample.noon)
        try ledger.record(hold)
        let capture = try ledger.capturing(part.settled, of: hold.id, id: nextID(), at: Sample.noon)
        try ledger.record(capture)
        cards[reference] = ledger
        return capture.id
    }

    /// A few ways to pay, or to be paid; now and then too little.
    private mutating func tenders(for due: Money) throws -> [Tendered] {
        guard due > .zero else { return due == .zero ? [] : [Tendered(.cash, try rules.rounding.rounded(due))] }
        var rest = due
        var tenders: [Tendered] = []
        func pay(_ tender: Tendered, _ amount: Money) throws {
            tenders.append(tender)
            rest = try rest.subtracting(amount)
        }
        if random.int(0...3) == 0 {
            let (amount, goods) = (random.amount(1...300), random.amount(0...300))
            let most = rules[.makerCoupon].excess == .change ? amount : min(amount, goods)
            try pay(Tendered(.makerCoupon, amount, goodsValue: goods), min(most, rest))
        }
        for (kind, reference) in [(TenderKind.giftCard, "G-1"), (.giftCard, "G-2"), (.storeCredit, "S-1")] where random.int(0...2) == 0 {
            let most = min(cards[reference]?.available ?? .zero, rest)
            guard most > .zero else { continue }
            let amount = random.amount(1...most.minor)
            try pay(Tendered(kind, amount, reference: reference), amount)
        }
        let available = try points.available(on: session.businessDay)
        let redeemed = redeem.most(towards: rest, of: min(available, Points(Int64(random.int(0...400)))))
        if redeemed > .zero {
            let amount = try redeem.redeeming(redeemed, of: available)
            try pay(Tendered(.loyaltyPoints, amount, points: redeemed), amount)
        }
        if rest > .zero, random.int(0...1) == 0 {
            let amount = random.amount(1...rest.minor)
            try pay(Tendered(.card, amount, reference: "token-7"), amount)
        }
        guard rest > .zero else { return tenders }
        let cash = try rules.rounding.rounded(rest)
        switch random.int(0...9) {
        case 0: tenders.append(Tendered(.cash, Money(minor: cash.minor / 2)))
        case 1...4: tenders.append(Tendered(.cash, cash))
        default: tenders += [Tendered(.cash, Money(minor: cash.minor / 10 * 5)), Tendered(.cash, Money(minor: cash.minor + 500))]
        }
        return tenders
    }
}
