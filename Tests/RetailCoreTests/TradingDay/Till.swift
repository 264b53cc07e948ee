import RetailCore
import Testing

/// A register and all that hangs on it: drawer, chain, gift cards, a customer's points. Beside what the documents say it keeps what really
/// changed hands.
struct Till {
    let shop = CornerShop()
    let checkout: Checkout
    var rules: TenderRules
    let earn: EarnRule
    let redeem: RedeemRule
    var random: SeededRandom
    var journal = Journal(register: Sample.register, series: Sample.series)
    var session: RegisterSession
    var entries: [JournalEntry] = []
    /// Of the day.
    var receipts: [Receipt] = []
    var sales: [SoldSale] = []
    /// Really in the drawer, in minor units.
    var cash: Int64
    var cards: [String: ValueLedger] = [:]
    var points = PointsLedger()
    /// Z reports.
    var reports: [ZReport] = []
    private var lastID: UInt64 = 0

    /// What the customer was given and the gift cards were issued with, before anything was sold.
    static let gift = Points(5000)
    static let issued = Money(minor: 20_000)

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        let rates = random.taxRules(TaxScope.allCases[random.int(0...2)])
        checkout = Checkout(promotions: try PromotionSet(random.promotions(0...5, shop, products: 8)), taxes: rates)
        rules = TenderRules(rounding: try CashRounding(stepMinor: [1, 5, 10][random.int(0...2)], mode: .halfUp))
        // A coupon's part of what comes back is nobody's; it stands on the refund all the same.
        rules[.makerCoupon].paysBack = true
        // The Complete Journey has thousands of coupons above their goods' price, paid out in cash.
        if random.int(0...2) == 0 { rules[.makerCoupon].excess = .change }
        earn = try EarnRule(points: Points(Int64(random.int(1...30))), per: Money(minor: 100), rounding: .halfUp)
        redeem = try RedeemRule(points: Points(3), worth: Money(minor: 2))
        cash = 10_000
        session = try Self.open(journal.head, Sample.day, cash)
        for reference in ["G-1", "G-2", "S-1"] {
            var ledger = ValueLedger()
            try ledger.record(ledger.issuing(Self.issued, id: nextID(), at: Sample.noon))
            cards[reference] = ledger
        }
        try points.record(PointsEntry(id: nextID(), kind: .earn, points: Self.gift, day: Sample.day))
    }

    private static func open(_ head: ChainHead, _ day: Day, _ float: Int64) throws -> RegisterSession {
        try RegisterSession(
            after: head, seller: Sample.seller(), businessDay: day, openedAt: Sample.noon, currency: Sample.euro(),
            float: Money(minor: float))
    }

    mutating func nextID<Subject>() -> ID<Subject> {
        lastID += 1
        return ID(high: 9, low: lastID)
    }

    /// Gives the receipt its place in chain and session, once it is proved that it adds up.
    mutating func file(
        _ kind: Receipt.Kind, _ lines: [Receipt.Line], _ taxes: [Receipt.RateTotal], _ payments: [Receipt.Payment], rounding: Money,
        change: Money, refersTo: Receipt? = nil
    ) throws -> Receipt {
        let number = journal.head.receiptNumber + 1
        let receipt = try Receipt(
            kind, seller: Sample.seller(), register: Sample.register, series: Sample.series, number: number, printedNumber: "R-\(number)",
            businessDay: session.businessDay, occurredAt: Sample.noon, currency: Sample.euro(),
            refersTo: refersTo.map { .init(register: $0.register, series: $0.series, number: $0.number, printedNumber: $0.printedNumber) },
            taxRules: checkout.taxes, lines: lines, taxes: taxes, payments: payments, rounding: rounding, change: change)
        #expect(throws: Never.self) { try receipt.check() }
        entries.append(try journal.append(receipt))
        try session.add(receipt)
        receipts.append(receipt)
        for payment in payments where payment.method == .cash { cash += payment.amount.minor }
        cash -= change.minor
        return receipt
    }

    /// The Z report says what happened: the receipts' sums however they are merged, the cash there is, and that all money is accounted for.
    mutating func close() throws {
        if random.int(0...1) == 0 {
            try session.payOut(Money(minor: 700))
            cash -= 700
        }
        let z = try session.close(after: journal.head, at: Sample.noon, counted: Money(minor: cash))
        try z.report.check()
        let totals = z.report.totals
        #expect(z.report.drawer.variance == .zero)
        let merged = try merged(receipts.shuffled(using: &random))
        #expect(merged == totals)
        let paid = totals.payments.values.reduce(0) { $0 + $1.amount.minor }
        let owed = [totals.net, totals.deposits, totals.giftCards, totals.rounding].reduce(0) { $0 + $1.minor }
        #expect(paid - totals.change.minor == owed - totals.open.minor)
        let taxes = totals.taxes.values.reduce(0) { $0 + $1.tax.minor }
        #expect(taxes == receipts.reduce(0) { $0 + $1.totals.tax.minor })
        #expect(try ZReport(canonicalBytes: z.canonicalBytes()) == z)
        entries.append(try journal.append(z))
        reports.append(z)
        receipts = []
        session = try Self.open(journal.head, session.businessDay.advanced(by: 1), cash)
    }

    private mutating func merged(_ receipts: [Receipt]) throws -> RegisterTotals {
        var parts = [RegisterTotals](repeating: RegisterTotals(currency: try Sample.euro()), count: 3)
        for receipt in receipts { try parts[random.int(0...2)].add(receipt) }
        var all = RegisterTotals(currency: try Sample.euro())
        for part in parts { try all.merge(part) }
        return all
    }
}
