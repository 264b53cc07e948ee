import RetailCore
import TestSupport
import Testing

/// From a cart to its receipt: whatever was bought, the receipt adds up.
@Suite struct CheckoutTests {
    private let shop = CornerShop()
    private let euro = Currency(code: "EUR")

    private func taxes(_ random: inout SeededRandom) throws -> TaxComponents {
        let standard = TaxComponent(try TaxRate(rateMicro: 190_000, code: "A"))
        let local = TaxComponent(try TaxRate(rateMicro: 25_000, code: "L"), isCompound: true)
        switch random.int(0...3) {
        case 0: return .none
        case 1: return try TaxComponents([standard, local])
        case 2: return TaxComponents(try TaxRate(rateMicro: 70_000, code: "B"))
        default: return try TaxComponents([standard])
        }
    }

    /// Now and then a deposit, some of them given back, or a gift card.
    private func makeNoTurnover(_ line: inout CartLine, _ random: inout SeededRandom) {
        switch random.int(0...9) {
        case 0: (line.kind, line.taxes) = (.giftCard, .none)
        case 1: (line.kind, line.taxes) = (.deposit, .none)
        case 2:
            (line.kind, line.taxes) = (.deposit, .none)
            (line.quantity, line.shelf) = (Quantity(milli: -line.quantity.milli), Money(minor: -line.shelf.minor))
        default: break
        }
    }

    private func receipt(_ cart: Cart, _ checkout: Checkout, _ total: CheckoutTotal, _ settlement: Settlement) throws -> Receipt {
        let seller = Seller(chain: ID(high: 1, low: 1), chainName: "Corner", store: ID(high: 1, low: 2), storeName: "North")
        let texts = cart.lines.indices.map { ReceiptLineText("Line \($0)") }
        return try Receipt(
            .sale, seller: seller, register: ID(high: 1, low: 3), series: ID(high: 1, low: 4), number: 1, printedNumber: "S1-R1-000001",
            businessDay: shop.sale.day, occurredAt: Instant(microseconds: 0), currency: try #require(euro), taxRules: checkout.taxes,
            lines: total.receiptLines(of: cart, texts, checkout.promotions), taxes: total.receiptTaxes,
            payments: settlement.receiptPayments(),
            rounding: settlement.rounding, change: settlement.change)
    }

    @Test(arguments: seeds) func everyReceiptAddsUp(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<40 {
            var cart = random.cart(shop, lines: 0...8, units: 1...3, products: 8)
            for index in cart.lines.indices {
                cart.lines[index].taxes = try taxes(&random)
                makeNoTurnover(&cart.lines[index], &random)
            }
            if random.int(0...2) == 0 { cart.discounts = [ManualDiscount(.percent(random.percent()), reason: "friend")] }
            let scope = TaxScope.allCases[random.int(0...2)]
            let rules = TaxRules(mode: random.int(0...1) == 0 ? .inclusive : .exclusive, scope: scope, rounding: .halfUp)
            let checkout = Checkout(promotions: try PromotionSet(random.promotions(0...6, shop, products: 8)), taxes: rules)
            let exemption = try TaxExemption(random.int(0...1) == 0 ? .all : .named(["A"]), certificate: "X-1", from: shop.sale.day)
            let relief = random.int(0...2) == 0 ? try exemption.relief(on: shop.sale.day) : nil
            let total = try checkout.total(cart, in: shop.sale, relief: relief)

            // Where empties outweigh what is bought, the shop pays.
            let cash = Int64(random.int(0...3000))
            var tendered = [Tendered(.cash, Money(minor: total.due < .zero ? max(-cash, total.due.minor) : cash))]
            if total.due.minor > 1 { tendered.append(Tendered(.card, Money(minor: total.due.minor / 2), reference: "token-7")) }
            let step = try CashRounding(stepMinor: [1, 5, 10][random.int(0...2)])
            let settlement = try Settlement(due: total.due, tenders: tendered, rules: TenderRules(rounding: step))
            let receipt = try receipt(cart, checkout, total, settlement)
            #expect(throws: Never.self, "round \(round)") { try receipt.check() }
            #expect(receipt.totals.gross == total.due)
            #expect(receipt.totals.open == settlement.outstanding)
            #expect(receipt.lines.map(\.kind) == cart.lines.map(\.kind))
            try expectTheZReportKeepsThemApart(receipt)
            #expect(try Receipt(canonicalBytes: receipt.canonicalBytes()) == receipt)
        }
    }

    /// Turnover, deposits and gift cards: together what was to pay.
    private func expectTheZReportKeepsThemApart(_ receipt: Receipt) throws {
        var totals = RegisterTotals(currency: receipt.currency)
        try totals.add(receipt)
        func sum(_ kind: Receipt.Line.Kind) throws -> Money {
            try Money.sum(try receipt.lines.filter { $0.kind == kind }.map { line throws(Fault) in try line.gross(receipt.taxRules.mode) })
        }
        #expect(try [totals.net, totals.deposits, totals.giftCards] == [sum(.goods), sum(.deposit), sum(.giftCard)])
        #expect(try Money.sum([totals.net, totals.deposits, totals.giftCards]) == receipt.totals.gross)
    }

    /// 1.19 with 19 % in it: whoever is exempt pays 1.00, and the receipt says why.
    @Test func theReceiptOfAnExemptCustomerSaysWhatWasRelieved() throws {
        var cart = shop.cart([(1, 1, 119)])
        cart.lines[0].taxes = TaxComponents(try TaxRate(rateMicro: 190_000, code: "A"))
        let checkout = Checkout(promotions: .none, taxes: TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven))
        let relief = try TaxExemption(.all, certificate: "EX-7", from: shop.sale.day).relief(on: shop.sale.day)
        let total = try checkout.total(cart, in: shop.sale, relief: relief)
        let receipt = try receipt(cart, checkout, total, Settlement(due: total.due, tenders: [Tendered(.cash, Money(minor: 100))]))
        #expect(throws: Never.self) { try receipt.check() }
        #expect(receipt.totals.gross.minor == 100)
        #expect(receipt.lines[0].discounts == [.init(source: "tax_exemption", label: "EX-7", amount: Money(minor: 19))])
        #expect(receipt.taxes.isEmpty)
    }

    /// 1.00 without the 19 % that others pay on top; whoever audits the shop wants to know why.
    @Test func theCertificateIsOnTheReceiptWhereTaxWouldComeOnTop() throws {
        var cart = shop.cart([(1, 1, 100), (2, 1, 50)])
        cart.lines[0].taxes = TaxComponents(try TaxRate(rateMicro: 190_000, code: "A"))
        let checkout = Checkout(promotions: .none, taxes: TaxRules(mode: .exclusive, scope: .line, rounding: .halfEven))
        let relief = try TaxExemption(.all, certificate: "EX-7", from: shop.sale.day).relief(on: shop.sale.day)
        let total = try checkout.total(cart, in: shop.sale, relief: relief)
        let receipt = try receipt(cart, checkout, total, Settlement(due: total.due, tenders: [Tendered(.cash, Money(minor: 150))]))
        #expect(throws: Never.self) { try receipt.check() }
        #expect(receipt.totals.gross.minor == 150 && receipt.totals.discount == .zero)
        #expect(receipt.lines.map(\.discounts) == [[.init(source: "tax_exemption", label: "EX-7", amount: .zero)], []])
    }

    @Test func aTextIsNeededForEachLine() throws {
        let cart = shop.cart([(1, 1, 119)])
        let checkout = Checkout(promotions: .none, taxes: TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven))
        let total = try checkout.total(cart, in: shop.sale)
        #expect(faultCode { () throws(Fault) in try total.receiptLines(of: cart, [], .none) } == "receipt.texts-differ")
    }
}
