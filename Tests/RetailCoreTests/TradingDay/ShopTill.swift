import RetailCore

// The code of the page "From scan to Z" (Sources/RetailCore/RetailCore.docc/FromScanToZ.md): what stands between the marks stands there too,
// block by block. `FromScanToZTests` runs it and compares the two.

// page: begin
/// What the till's catalogue says of a number.
struct Article {
    let product: ProductID
    let name: String
    /// nil: sold by the piece.
    let unit: UnitOfMeasure?
    let taxes: TaxComponents
}

struct ShopTill {
    let seller: Seller
    let euro: Currency
    let zone: TimeZoneRules
    let reader: CodeReader
    let articles: [GTIN: Article]
    let pricing: UnitPricing
    let checkout: Checkout
    let rules: TenderRules
    var journal: Journal
    var session: RegisterSession

    /// What is being sold, and how the receipt calls it.
    var cart = Cart()
    var texts: [ReceiptLineText] = []
    /// What is kept of each sale for its refunds, by receipt number.
    var sold: [Int64: (lines: [StoredLine], tenders: [PaidTender])] = [:]
    /// What the server is sent, in this order.
    var entries: [JournalEntry] = []
}
// page: end

// page: begin
extension ShopTill {
    /// Puts what was scanned into the cart; what is to be said where it can't be.
    mutating func scan(_ text: String, at now: Instant) throws(Fault) -> String? {
        switch reader.read(text) {
        case .problem(let problem): return problem.words
        case .ambiguous(let readings, let hasMore): return "Choose one of \(readings.count)" + (hasMore ? " or more." : ".")
        case .meaning(let meaning):
            guard let number = meaning.lookup, let article = articles[number] else { return "There is no such article." }
            let quantity = meaning.quantity ?? .one
            var request = PriceRequest(product: article.product, store: seller.store, quantity: quantity, at: now, day: session.businessDay)
            request.expiry = meaning.expiry
            request.labelTotal = try meaning.price(in: euro)
            let price = try pricing.price(of: request)
            cart.lines.append(CartLine(product: article.product, unit: article.unit, price: price, taxes: article.taxes))
            texts.append(ReceiptLineText(article.name, unit: article.unit == nil ? "" : "kg", batchNumber: meaning.batch))
            return nil
        }
    }

    /// What the cart costs as it is.
    func total(at now: Instant) throws(Fault) -> CheckoutTotal {
        try checkout.total(cart, in: SaleContext(store: seller.store, at: now, in: zone))
    }
}
// page: end

// page: begin
extension ShopTill {
    /// Sells what is in the cart.
    mutating func sell(for tenders: [Tendered], at now: Instant) throws(Fault) -> Receipt {
        let total = try total(at: now)
        let settlement = try Settlement(due: total.due, tenders: tenders, rules: rules)
        let lines = try total.receiptLines(of: cart, texts, checkout.promotions)
        let receipt = try file(.sale, lines, total.receiptTaxes, settlement, at: now)
        var kept: (lines: [StoredLine], tenders: [PaidTender]) = ([], [])
        for line in receipt.lines {
            let amounts = line.taxes.map(\.amount) + line.discounts.map(\.amount)
            kept.lines.append(try StoredLine(quantity: line.quantity, paid: line.gross(checkout.taxes.mode), amounts: amounts))
        }
        for part in settlement.parts where part.settled > .zero {
            kept.tenders.append(try PaidTender(part.tender.kind, settled: part.settled, reference: part.tender.reference))
        }
        sold[receipt.number] = kept
        (cart, texts) = (Cart(), [])
        return receipt
    }

    /// Gives the receipt its number and its place in the chain. A till stores entry, session and what it keeps of the sale in one transaction,
    /// before anything is printed.
    mutating func file(
        _ kind: Receipt.Kind, _ lines: [Receipt.Line], _ taxes: [Receipt.RateTotal], _ settlement: Settlement, at now: Instant,
        refersTo sale: Receipt? = nil
    ) throws(Fault) -> Receipt {
        let (head, day) = (journal.head, session.businessDay)
        let number = head.receiptNumber + 1
        let receipt = try Receipt(
            kind, seller: seller, register: head.register, series: head.series, number: number,
            printedNumber: ReceiptNumberPattern.standard.text(number, store: "012", register: "03", day: day), businessDay: day,
            occurredAt: now, currency: euro,
            refersTo: sale.map { .init(register: $0.register, series: $0.series, number: $0.number, printedNumber: $0.printedNumber) },
            taxRules: checkout.taxes, lines: lines, taxes: taxes, payments: settlement.receiptPayments(), rounding: settlement.rounding,
            change: settlement.change)
        try receipt.check()
        try session.add(receipt)
        entries.append(try journal.append(receipt))
        return receipt
    }
}
// page: end

// page: begin
extension ShopTill {
    /// The bytes for the printer.
    func print(_ receipt: Receipt, on printer: PrinterProfile = .epson) throws(Fault) -> [UInt8] {
        let lines = try ReceiptLayout(columns: 42, zone: zone).lines(receipt, .init(hash: journal.head.hash))
        return ESCPOS.job(lines, number: receipt.printedNumber, as: .qr, page: .pc858, on: printer, opensDrawer: true)
    }
}
// page: end

// page: begin
extension ShopTill {
    /// Takes goods of a line back: by what was stored, never computed again.
    mutating func refund(_ quantity: Quantity, ofLine index: Int, of sale: Receipt, at now: Instant) throws(Fault) -> Receipt? {
        guard var kept = sold[sale.number] else { return nil }
        let part = try kept.lines[index].refunding(quantity)
        var tenders: [Tendered] = []
        for way in try RefundPolicy.standard.tenders(for: part.paid, over: kept.tenders) {
            let paid = kept.tenders[way.source]
            kept.tenders[way.source] = try PaidTender(
                paid.kind, settled: paid.settled, refunded: paid.refunded.adding(way.amount), reference: paid.reference)
            let amount = way.kind == .cash ? try rules.rounding.rounded(way.amount) : way.amount
            tenders.append(Tendered(way.kind, try amount.negated(), reference: way.reference))
        }
        let settlement = try Settlement(due: part.paid.negated(), tenders: tenders, rules: rules)
        let line = try line(part, of: sale.lines[index])
        let receipt = try file(.refund, [line], taxes(of: line, like: sale), settlement, at: now, refersTo: sale)
        kept.lines[index] = part.after
        sold[sale.number] = kept
        return receipt
    }

    /// The stored shares with the sign of what comes back.
    private func line(_ part: LineRefund, of sold: Receipt.Line) throws(Fault) -> Receipt.Line {
        var back = try part.amounts.map { amount throws(Fault) in try amount.negated() }[...]
        let taxes = sold.taxes.map { Receipt.LineTax($0.code, back.removeFirst()) }
        let discounts = sold.discounts.map { Receipt.Discount(source: $0.source, label: $0.label, amount: back.removeFirst()) }
        return try Receipt.Line(
            product: sold.product, text: sold.text, quantity: part.quantity.negated(), unit: sold.unit, unitPrice: sold.unitPrice,
            shelf: part.paid.negated().adding(Money.sum(discounts.map(\.amount))), discounts: discounts, taxes: taxes)
    }

    /// Prices here contain their tax, and a line carries one.
    private func taxes(of line: Receipt.Line, like sale: Receipt) throws(Fault) -> [Receipt.RateTotal] {
        guard let tax = line.taxes.first, let rate = sale.taxes.first(where: { $0.code == tax.code }) else { return [] }
        let net = try line.amount.subtracting(tax.amount)
        return [.init(code: tax.code, rateMicro: rate.rateMicro, net: net, tax: tax.amount, gross: line.amount)]
    }
}
// page: end

// page: begin
extension ShopTill {
    /// The Z report, with the cash that was counted.
    mutating func close(counted: Money, at now: Instant) throws(Fault) -> ZReport {
        let z = try session.close(after: journal.head, at: now, counted: counted)
        entries.append(try journal.append(z))
        return z
    }
}
// page: end
