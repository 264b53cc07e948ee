import RetailCore

/// The one register of a store in `JourneyPricing`.
struct JourneyRegister {
    private let seller: Seller
    private let currency: Currency
    private let taxes = TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven)
    private let tenders: TenderRules
    private var journal: Journal
    private var verifier: ChainVerifier
    private var session: RegisterSession?
    private var report = JourneyPricing.Report()
    private var tally = JourneyTally()

    private static let cardHolder = CustomerTier("card holder")

    init(store number: Int64) throws(Fault) {
        let store: ID<Store> = Self.id(1, UInt64(number))
        guard let currency = Currency(code: "USD") else { throw Fault(.broken, "internal.currency", "There is no US dollar.") }
        self.currency = currency
        seller = Seller(chain: Self.id(2, 1), chainName: "The Complete Journey", store: store, storeName: "Store \(number)")
        // What a coupon is worth beyond its goods was paid out: the data has 3,507 such lines.
        var tenders = TenderRules.standard
        tenders[.makerCoupon] = TenderRule(paysBack: false, excess: .change)
        self.tenders = tenders
        journal = Journal(register: ID(store), series: ID(store))
        verifier = ChainVerifier(register: ID(store), series: ID(store))
    }

    private static func id<Subject>(_ kind: UInt64, _ number: UInt64) -> ID<Subject> { ID(high: kind << 16, low: number) }

    mutating func sell(_ basket: Basket) throws(Fault) {
        guard let head = basket.lines.first else { return }
        let day = TimeZoneRules.utc.businessDay(of: head.at)
        var sale = SaleContext(store: seller.store, at: head.at, in: .utc)
        sale.customer = .init(id: Self.id(3, UInt64(head.household)), tier: Self.cardHolder)
        let (cart, promotions) = try cart(basket, &sale)
        let checkout = Checkout(promotions: promotions, taxes: taxes)
        let total = try checkout.total(cart, in: sale)
        compare(basket, total)

        let settlement = try settle(basket, total)
        let receipt = try Receipt(
            .sale, seller: seller, register: journal.head.register, series: journal.head.series, number: journal.head.receiptNumber + 1,
            printedNumber: String(journal.head.receiptNumber + 1), businessDay: day, occurredAt: head.at, currency: currency,
            customer: sale.customer?.id, taxRules: taxes,
            lines: total.receiptLines(of: cart, basket.lines.map { ReceiptLineText("Product \($0.product)") }, promotions),
            taxes: total.receiptTaxes, payments: settlement.receiptPayments(), rounding: settlement.rounding, change: settlement.change)
        try receipt.check()
        try openSession(on: day, at: head.at)
        try verify(journal.append(receipt))
        try session?.add(receipt)
        report.baskets += 1
        report.lines += Int64(basket.lines.count)
        if !total.cart.isProvenBest { report.unproven += 1 }
    }

    /// Closes the last day, and says how all of it compares with the data's own sums.
    mutating func finish(expected: JourneyTally) throws(Fault) -> JourneyPricing.Report {
        try closeSession(at: session?.openedAt ?? Instant(microseconds: 0))
        report.stores = 1
        report.perpetual = journal.head.report.perpetual.signed.minor
        report.documents = journal.head.entryCount
        let name = seller.storeName
        report.comparison.compare("\(name): sales", tally.sales, expected: expected.sales)
        report.comparison.compare("\(name): revenue in the chain", report.perpetual, expected: expected.revenue)
        report.comparison.compare("\(name): revenue", tally.revenue, expected: expected.revenue)
        report.comparison.compare("\(name): loyalty discount", tally.loyaltyDiscount, expected: expected.loyaltyDiscount)
        report.comparison.compare("\(name): coupon match", tally.couponDiscount, expected: expected.couponDiscount)
        report.comparison.compare("\(name): makers' coupons", tally.makerCoupon, expected: expected.makerCoupon)
        return report
    }

    // MARK: - The basket as a cart

    private func cart(_ basket: Basket, _ sale: inout SaleContext) throws(Fault) -> (Cart, PromotionSet) {
        var cart = Cart()
        var promotions: [Promotion] = []
        for (number, line) in basket.lines.enumerated() {
            let tag = "line \(number)"
            cart.lines.append(
                CartLine(
                    product: JourneyNames.product(line.product), tags: [tag], quantity: Quantity(milli: line.quantity * 1000),
                    unitPrice: nil,
                    shelf: Money(minor: line.shelf)))
            if line.retailDiscount > 0 {
                var condition = PromotionCondition()
                condition.tiers = [Self.cardHolder]
                promotions.append(try Self.promotion(.retail, number, "Card price", tag, line.retailDiscount, condition))
            }
            if line.couponMatchDiscount > 0 {
                var condition = PromotionCondition()
                condition.couponCode = tag
                sale.coupons.insert(tag)
                promotions.append(try Self.promotion(.match, number, "Coupon match", tag, line.couponMatchDiscount, condition))
            }
        }
        return (cart, try PromotionSet(promotions))
    }

    private enum Source: UInt64 { case retail = 4, match }

    private static func promotion(
        _ source: Source, _ line: Int, _ name: String, _ tag: String, _ amount: Int64, _ condition: PromotionCondition
    ) throws(Fault) -> Promotion {
        try Promotion(
            id: id(source.rawValue, UInt64(line)), name: name, layer: .price, goods: Goods(.init(tags: [tag])),
            benefit: .amount(Money(minor: amount)), condition: condition)
    }

    private mutating func compare(_ basket: Basket, _ total: CheckoutTotal) {
        for (number, (line, priced)) in zip(basket.lines, total.cart.lines).enumerated() {
            func granted(_ source: Source) -> Int64 {
                priced.discounts.first { $0.source == .promotion(Self.id(source.rawValue, UInt64(number))) }?.amount.minor ?? 0
            }
            func words(_ what: String) -> String { "basket \(line.basket), line \(number + 1): \(what)" }
            report.comparison.compare(words("sales value"), priced.amount.minor, expected: line.salesValue)
            report.comparison.compare(words("card price"), granted(.retail), expected: line.retailDiscount)
            report.comparison.compare(words("coupon match"), granted(.match), expected: line.couponMatchDiscount)
            tally.revenue += priced.amount.minor
            tally.loyaltyDiscount += granted(.retail)
            tally.couponDiscount += granted(.match)
        }
        tally.sales += 1
    }

    /// Coupons, and cash for the rest. What the customer paid is sales_value − coupon_disc, below zero where coupons were paid out.
    private mutating func settle(_ basket: Basket, _ total: CheckoutTotal) throws(Fault) -> Settlement {
        let coupons = basket.lines.reduce(0) { $0 + $1.couponDiscount }
        let rest = total.due.minor - coupons
        var list: [Tendered] = []
        if coupons > 0 { list.append(Tendered(.makerCoupon, Money(minor: coupons))) }
        if rest > 0 { list.append(Tendered(.cash, Money(minor: rest))) }
        let settlement = try Settlement(due: total.due, tenders: list, rules: tenders)
        let name = "basket \(basket.lines.first?.basket ?? 0)"
        report.comparison.compare("\(name): left to pay", settlement.outstanding.minor, expected: 0)
        report.comparison.compare("\(name): paid out", settlement.change.minor, expected: max(0, -rest))
        tally.makerCoupon += coupons
        return settlement
    }

    // MARK: - Day and chain

    private mutating func openSession(on day: Day, at instant: Instant) throws(Fault) {
        if let session, session.businessDay != day { try closeSession(at: instant) }
        guard session == nil else { return }
        session = try RegisterSession(
            after: journal.head, seller: seller, businessDay: day, openedAt: instant, currency: currency, float: .zero)
    }

    private mutating func closeSession(at instant: Instant) throws(Fault) {
        guard let session else { return }
        try verify(journal.append(session.close(after: journal.head, at: instant)))
        self.session = nil
        report.reports += 1
    }

    /// As somebody with nothing but the entries would.
    private mutating func verify(_ entry: JournalEntry) throws(Fault) {
        do throws(ChainBreak) { try verifier.next(entry) } catch {
            report.comparison.compare("\(seller.storeName): chain \(error)", 1, expected: 0)
        }
    }
}
