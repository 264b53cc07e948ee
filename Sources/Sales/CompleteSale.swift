import Catalog
import Chain
import Customers
package import JSON
package import Operations
package import RetailCore
import Stock

/// A line as a till or a caller sends it: what was sold, and, where the till has computed them, its amounts.
package struct SoldLine: WireRecord {
    package var product: ID<Product> = .none
    package var quantity = Quantity.zero
    package var unitPrice: Money?
    package var shelf: Money?
    package var batchNumber: String?
    package var loyaltyDiscount = Money.zero
    package var couponDiscount = Money.zero
    package var promotionDiscount = Money.zero
    package var manualDiscount = Money.zero
    package var makerCoupon = Money.zero
    package var tax: Money?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("product_id", &product, rule: FieldRule("one of the chain's, else `product.unknown`"))
        try field("quantity_milli", &quantity, .quantityOrNone, "Thousandths of the product's unit. 0: money without goods.")
        try field(
            "unit_price_minor", &unitPrice, .amount, "Left out: the price of the store at the time.",
            rule: FieldRule("the listed price, or `sale.override_price`", push: "taken; flagged `price_differs`"))
        try field(
            "shelf_minor", &shelf, .amount, "Price times quantity as the till computed it, before discounts.",
            rule: FieldRule("price times quantity, or `sale.override_price`", push: "taken; flagged `price_differs`"))
        try field("batch_number", &batchNumber, .length(1...40), "The batch that was scanned; it wins over the inferred one.")
        try field.sparse("loyalty_discount_minor", &loyaltyDiscount, .amount, "Granted to holders of the loyalty card.", rule: .discount)
        try field.sparse("coupon_discount_minor", &couponDiscount, .amount, "The store's own coupon.", rule: .discount)
        try field.sparse("promotion_discount_minor", &promotionDiscount, .amount, rule: .discount)
        try field.sparse("manual_discount_minor", &manualDiscount, .amount, rule: .discount)
        try field.sparse(
            "maker_coupon_minor", &makerCoupon, .amount, "How much of the manufacturer's coupons belongs to this line.",
            rule: FieldRule("a means of payment: what the payments say"))
        try field(
            "tax_minor", &tax, .amount, "The tax as the till computed it, by the rate of its day; left out: by the product's tax class.",
            rule: FieldRule("that of the product's tax class, or `sale.override_price`", push: "taken; flagged `tax_differs`"))
    }

    package init(product: ID<Product>, quantity: Quantity, unitPrice: Money? = nil, shelf: Money? = nil) {
        (self.product, self.quantity, self.unitPrice, self.shelf, batchNumber) = (product, quantity, unitPrice, shelf, nil)
        (loyaltyDiscount, couponDiscount, promotionDiscount, manualDiscount, makerCoupon) = (.zero, .zero, .zero, .zero, .zero)
    }
}

/// Whether the goods are still on the shelf.
package enum StockClaim: String, WireEnum {
    /// The sale has happened: it is accepted, and flagged where stock says otherwise.
    case fact
    /// The goods are being asked for: first come, first served.
    case claim
}

/// Sells: lines, discounts, taxes, payments, stock and receipt number, in one step.
package struct CompleteSale: StoreOperation {
    package static let name = "sale.complete/1"
    package static let needs = Permission.saleComplete
    package static let refusals: [Refusal] =
        [
            .saleOutOfStock, .saleNotSellable, .salePaymentsDiffer, .saleNoPrice, .saleDiscountTooLarge, .amountTooLarge, .productUnknown,
            .batchUnknown,
        ] + SaleDocument.refusals
    package static let answer: Schema = SaleDocument.answer
    package static let tellsFacts = true

    package var id: ID<Sale>?
    package var storeID: ID<Store>?
    package var register: ID<Register>?
    package var staff: ID<Staff>?
    package var customer: ID<Customer>?
    package var receiptNumber: Int64?
    /// What a sender doesn't say is decided by its way in: a push brings facts, a request claims.
    package var stock: StockClaim?
    package var lines: [SoldLine] = []
    package var payments: [Payment] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "The operation's id where it is left out.", rule: .made)
        try field("store_id", &storeID, .none, "A till sells in its own store.", rule: .storeOfCaller)
        try field("register_id", &register, .none, "A till sells at its own register.", rule: .register)
        try field("staff_id", &staff, .none, "The cashier.", rule: .cashier)
        try field("customer_id", &customer, rule: .customer)
        try field(
            "receipt_number", &receiptNumber, .receiptNumber, "The till's own number; the next one where it is left out.",
            rule: .receiptNumber)
        try field(
            "stock", &stock, .none,
            "fact: it has happened. claim: refuse what is not in stock. Left out: fact in a push, claim in a request.")
        try field("lines", &lines, .count(1...500))
        try field.standing(
            "payments", &payments, .count(0...20),
            "Together: what is due. More cash than that: the change is worked out, and cash rounded to the chain's smallest coin.")
    }

    package init(lines: [SoldLine], payments: [Payment]) {
        (self.lines, self.payments, stock) = (lines, payments, .fact)
        (id, storeID, register, staff, customer, receiptNumber) = (nil, nil, nil, nil, nil, nil)
    }

    /// Whether it has happened; what a till claims has not.
    private func isFact(_ moment: Moment) -> Bool { moment.isFact && stock != .claim }

    private func seriesKey(_ moment: Moment) -> ReceiptSeries.Key { ReceiptSeries.Key(moment, register, storeID) }

    package func footprint(_ world: World, _ moment: Moment) {
        guard let storeID else { return }
        world.wantToRead(ChainSettings.self, moment.tenant)
        world.wantToRead(StoreRow.self, storeID)
        world.wantToWrite(ReceiptSeries.self, seriesKey(moment))
        if let id { world.wantToRead(SaleRow.self, id) }
        SaleParties(self, moment)?.want(world)
        for line in lines {
            world.wantToRead(ProductRow.self, line.product)
            PriceRow.wantCurrent(world, product: line.product, store: storeID)
            if line.quantity.milli > 0 { Ledger.want(world, Shelf(store: storeID, product: line.product)) }
            if let number = line.batchNumber { world.wantToRead(BatchRow.self, BatchKey(product: line.product, number: number)) }
            // Known after the first round: the product's tax class.
            if let product = world.seen(ProductRow.self, line.product) { TaxRateRow.wantCurrent(world, product.taxClass) }
        }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let storeID, let place = world.row(StoreRow.self, storeID), let chain = world.row(ChainSettings.self, moment.tenant) else {
            throw Fault(.storeUnknown)
        }
        let saleID = id ?? ID(moment.operation)
        if let id, world.row(SaleRow.self, id) != nil { throw Fault(.saleExists) }
        let day = place.businessDay(of: moment)
        var ledger = Ledger(world, moment, store: storeID, day: day)
        if stock == .claim { try claim(ledger) }

        var flags = place.oddities(of: moment)
        let staff = try SaleParties(self, moment)?.check(world, &flags)
        var rows: [SaleLineRow] = []
        for (ordinal, line) in lines.enumerated() {
            do {
                rows.append(try sell(line, ordinal, saleID, storeID, day, chain, &ledger, &flags, world, moment))
            } catch { throw error.inside("lines[\(ordinal)]") }
        }
        let receipt = try ReceiptSeries.take(world, seriesKey(moment), given: receiptNumber)
        if let flag = receipt.flag { flags.insert(flag) }
        var sale = SaleRow(
            id: saleID, kind: .sale, refundOf: nil, store: storeID, register: seriesKey(moment).register, staff: staff,
            customer: customer,
            series: seriesKey(moment).series, receiptNumber: receipt.number, businessDay: day, taxMode: chain.taxMode, moment)
        try sale.total(rows)
        let settled = try SaleSettlement(
            payments, of: saleID, due: sale.due, coupons: try Money.sum(rows.map(\.amounts.makerCoupon)), step: chain.cashStep,
            isFact: isFact(moment))
        return SaleDocument(sale, lines: rows, payments: settled.rows, flags: flags.union(settled.flags)).file(in: world)
    }

    /// First come, first served: the whole demand of this sale against what is there.
    private func claim(_ ledger: Ledger) throws(Fault) {
        var demand: [ID<Product>: Quantity] = [:]
        for line in lines where line.quantity.milli > 0 { demand[line.product] = try (demand[line.product] ?? .zero).adding(line.quantity) }
        for (product, wanted) in demand.sorted(by: { $0.key < $1.key }) where ledger.isKnown(product) {
            // What was sold before it was received is in customers' hands, whichever batch it will have been.
            let reach = try wanted.adding(try ledger.owed(product))
            let short = ledger.plan(product, reach, scanned: nil).missing
            guard short > .zero else { continue }
            // Nobody was first: it is all there, and past its day or blocked.
            let isThere = try ledger.unsellable(product) >= short
            throw Fault(
                .conflict, isThere ? "sale.not-sellable" : "sale.out-of-stock",
                isThere
                    ? "What is left of product \(product) has expired or is blocked."
                    : "Somebody else was first: there is not enough of product \(product) left.",
                currentJSON: CompleteSale.current(product, wanted, ledger.balances(product), hasWinner: !isThere))
        }
    }

    /// What is there of a product, and who took what is not.
    private static func current(_ product: ID<Product>, _ wanted: Quantity, _ balances: [StockBalance], hasWinner: Bool) -> [UInt8] {
        var current = JSONWriter()
        current.object { writer in
            writer.member("product_id", product)
            writer.member("wanted_milli", wanted)
            writer.member("on_hand_milli", balances.reduce(Int64(0)) { $0 &+ $1.onHand.milli })
            if hasWinner, let last = balances.max(by: { $0.lastAt < $1.lastAt }) {
                writer.memberObject("winner") {
                    $0.member("operation_id", last.lastOperation)
                    $0.member("actor_id", last.lastActor)
                    $0.member("at", last.lastAt)
                }
            }
            writer.memberArray("stock") { list in for balance in balances { list.element { $0.object { balance.members(&$0) } } } }
        }
        return current.bytes
    }

    private func sell(
        _ line: SoldLine, _ ordinal: Int, _ saleID: ID<Sale>, _ storeID: ID<Store>, _ day: Day, _ chain: ChainSettings,
        _ ledger: inout Ledger,
        _ flags: inout Set<SaleFlag>, _ world: World, _ moment: Moment
    ) throws(Fault) -> SaleLineRow {
        guard let product = world.row(ProductRow.self, line.product) else {
            throw Fault(
                .productUnknown,
                fields: [.init(field: "product_id", code: "unknown-id", message: "No product has this id.")])
        }
        let listed = PriceRow.current(world, product: product.id, store: storeID, at: moment.effectiveAt)
        let priced = try PricedLine(line, listed: listed, mode: chain.rounding)
        var amounts = priced.amounts
        if priced.differs { flags.insert(.priceDiffers) }
        if priced.isOverridden, !moment.isFact {
            try moment.authority.have(.saleOverridePrice, "Selling at another price than the listed one, or with a discount,")
        }
        if amounts.revenue.minor < 0 {
            guard isFact(moment) else {
                throw Fault(.saleDiscountTooLarge, "The discounts are more than the line is worth.")
            }
            flags.insert(.discountTooLarge)
        }
        let rate = TaxRateRow.current(world, product.taxClass, on: day)
        if rate > 0 {
            amounts.tax = try TaxedAmount(
                amounts.revenue, at: try TaxRate(rateMicro: rate, code: ""), mode: chain.taxMode, rounding: chain.rounding
            ).tax
        }
        if let told = line.tax, told != amounts.tax {
            if !isFact(moment) { try moment.authority.have(.saleOverridePrice, "Another tax than the product's") }
            flags.insert(.taxDiffers)
            amounts.tax = told
        }
        var picks = ""
        if line.quantity.milli > 0 {
            var scanned: ID<Batch>?
            if let number = line.batchNumber {
                let batch = world.row(BatchRow.self, BatchKey(product: product.id, number: number))
                scanned = batch?.id
                if batch == nil { flags.insert(.batchUnknown) }
                // The goods are in the customer's hands even where the books say that none are left.
                if let expiry = batch?.expiry, expiry < day { flags.insert(.batchExpired) }
            }
            let issue = try ledger.issue(product.id, line.quantity, scanned: scanned)
            amounts.cost = issue.cost
            if issue.costIsTooLarge { flags.insert(.costTooLarge) }
            picks = issue.parts.map { "\($0.batch):\($0.quantity.milli):\($0.how.rawValue)" }.joined(separator: " ")
            if issue.isOversold { flags.insert(.oversold) }
            if issue.scannedIsExpired { flags.insert(.batchExpired) }
        }
        if product.status != .active { flags.insert(.productDiscontinued) }
        return SaleLineRow(
            key: SaleLineKey(sale: saleID, line: Int32(ordinal + 1)), kind: .sale, store: storeID, businessDay: day, product: product.id,
            quantity: line.quantity,
            unitPrice: priced.unitPrice, amounts: amounts, taxRateMicro: rate, picks: picks)
    }
}
