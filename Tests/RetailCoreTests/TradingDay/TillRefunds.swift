import RetailCore
import Testing

extension Till {
    /// Some of a sale comes back, or all that is left of it.
    mutating func refund(_ index: Int, all: Bool = false) throws {
        var sale = sales[index]
        var (lines, back, coupon, earned) = ([Receipt.Line](), Money.zero, Money.zero, Points.zero)
        for (number, stored) in sale.lines.enumerated() {
            guard let stored, !stored.isSpent, all || random.int(0...1) == 0 else { continue }
            let part =
                all || stored.left == .zero
                ? try stored.refundingRest()
                : try stored.refunding(Quantity(milli: Int64.random(in: 1...stored.left.milli, using: &random)))
            sale.lines[number] = part.after
            lines.append(try refundLine(part, of: sale.receipt.lines[number]))
            back = try back.adding(part.paid)
            coupon = try coupon.adding(part.makerCoupon)
            earned = try earned.adding(part.points)
        }
        guard !lines.isEmpty else { return }
        if earned > .zero {
            try points.record(PointsEntry(id: nextID(), kind: .reverse, points: earned, of: sale.earning, day: session.businessDay))
        }
        let order = [TenderKind.card, .cash, .giftCard, .loyaltyPoints].shuffled(using: &random).prefix(random.int(0...3))
        let policy = RefundPolicy(order: Array(order), mostCash: random.int(0...2) == 0 ? random.amount(0...500) : nil)
        let given = try policy.tenders(for: back, makerCoupon: coupon, over: sale.tenders)
        let settlement = try Settlement(due: back.negated(), tenders: tenders(giving: given, of: &sale), rules: rules)
        #expect(settlement.isSettled)
        let receipt = try file(
            .refund, lines, rateTotals(lines, like: sale.receipt), settlement.receiptPayments(), rounding: settlement.rounding,
            change: .zero, refersTo: sale.receipt)
        #expect(try receipt.totals.gross == back.negated() && receipt.totals.open == .zero)
        sales[index] = sale
    }

    /// Takes a sale back whole, with all amounts the other way.
    mutating func void(_ index: Int) throws {
        let sale = sales.remove(at: index)
        for (tender, capture) in zip(sale.tenders, sale.captures) {
            guard let capture, let reference = tender.reference, var card = cards[reference] else { continue }
            try card.record(card.refunding(tender.settled, of: capture, id: nextID(), at: Sample.noon))
            cards[reference] = card
        }
        let day = session.businessDay
        for tender in sale.tenders where tender.points > .zero {
            try points.record(PointsEntry(id: nextID(), kind: .restore, points: tender.points, of: sale.redemption, day: day))
        }
        let earned = try Points.sum(sale.lines.compactMap { $0?.points })
        if earned > .zero { try points.record(PointsEntry(id: nextID(), kind: .reverse, points: earned, of: sale.earning, day: day)) }
        let (was, sign) = (sale.receipt, { (amount: Money) in Money(minor: -amount.minor) })
        let lines = try was.lines.map { line in
            try Receipt.Line(
                line.kind, product: line.product, text: line.text, quantity: line.quantity.negated(), unitPrice: line.unitPrice,
                shelf: sign(line.shelf),
                discounts: line.discounts.map { .init(source: $0.source, label: $0.label, amount: sign($0.amount)) },
                taxes: line.taxes.map { Receipt.LineTax($0.code, sign($0.amount)) })
        }
        let taxes = was.taxes.map {
            Receipt.RateTotal(code: $0.code, rateMicro: $0.rateMicro, net: sign($0.net), tax: sign($0.tax), gross: sign($0.gross))
        }
        let void = try file(
            .void, lines, taxes,
            was.payments.map { Receipt.Payment($0.method, sign($0.amount), reference: $0.reference, terminalToken: $0.terminalToken) },
            rounding: sign(was.totals.rounding), change: sign(was.totals.change), refersTo: was)
        #expect(void.totals.gross == sign(was.totals.gross) && void.totals.open == sign(was.totals.open))
    }

    /// What is paid out, with the ledgers that hear of it.
    private mutating func tenders(giving given: [RefundTender], of sale: inout SoldSale) throws -> [Tendered] {
        var tenders: [Tendered] = []
        var cash = Money.zero
        for way in given {
            let source = sale.tenders[way.source]
            sale.tenders[way.source] = try PaidTender(
                source.kind, settled: source.settled, refunded: source.refunded.adding(way.amount), reference: source.reference,
                points: source.points)
            if way.points > .zero {
                try points.record(
                    PointsEntry(id: nextID(), kind: .restore, points: way.points, of: sale.redemption, day: session.businessDay))
            }
            if way.kind == source.kind, let capture = sale.captures[way.source], let reference = way.reference, var card = cards[reference]
            {
                try card.record(card.refunding(way.amount, of: capture, id: nextID(), at: Sample.noon))
                cards[reference] = card
            }
            if way.kind == .cash {
                cash = try cash.adding(way.amount)
            } else {
                tenders.append(Tendered(way.kind, try way.amount.negated(), reference: way.reference ?? "new", points: way.points))
            }
        }
        if cash > .zero { tenders.append(Tendered(.cash, try rules.rounding.rounded(cash.negated()))) }
        return tenders
    }

    /// The stored shares with the sign of what comes back; what follows from them is computed.
    private func refundLine(_ part: LineRefund, of line: Receipt.Line) throws -> Receipt.Line {
        let taxes = try zip(line.taxes, part.amounts).map { Receipt.LineTax($0.code, try $1.negated()) }
        let discounts = try zip(line.discounts, part.amounts.dropFirst(line.taxes.count)).map {
            Receipt.Discount(source: $0.source, label: $0.label, amount: try $1.negated())
        }
        let tax = try Money.sum(taxes.map(\.amount))
        let paid = try part.paid.negated()
        let amount = checkout.taxes.mode == .inclusive ? paid : try paid.subtracting(tax)
        return try Receipt.Line(
            line.kind, product: line.product, text: line.text, quantity: part.quantity.negated(), unitPrice: line.unitPrice,
            shelf: amount.adding(Money.sum(discounts.map(\.amount))), discounts: discounts, taxes: taxes)
    }

    private func rateTotals(_ lines: [Receipt.Line], like sale: Receipt) throws -> [Receipt.RateTotal] {
        var rates: [Receipt.RateTotal] = []
        for rate in sale.taxes {
            let carrying = lines.filter { $0.taxes.contains { $0.code == rate.code } }
            guard !carrying.isEmpty else { continue }
            let tax = try Money.sum(carrying.flatMap(\.taxes).filter { $0.code == rate.code }.map(\.amount))
            var net = Money.zero
            for line in carrying {
                let all = try Money.sum(line.taxes.map(\.amount))
                net = try net.adding(checkout.taxes.mode == .inclusive ? line.amount.subtracting(all) : line.amount)
            }
            rates.append(Receipt.RateTotal(code: rate.code, rateMicro: rate.rateMicro, net: net, tax: tax, gross: try net.adding(tax)))
        }
        return rates
    }
}
