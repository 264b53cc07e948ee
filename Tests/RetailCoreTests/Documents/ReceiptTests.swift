import RetailCore
import TestSupport
import Testing

@Suite struct ReceiptTests {
    /// The code and field of what `check` finds after a change.
    private func found(after change: (inout Receipt) -> Void) throws -> String? {
        var receipt = try Sample.bread()
        change(&receipt)
        do throws(Fault) { try receipt.check() } catch { return error.code + " " + (error.fields.first?.field ?? "") }
        return nil
    }

    @Test func acceptsWhatAddsUp() throws {
        let receipt = try Sample.bread()
        try receipt.check()
        #expect(receipt.totals.gross.minor == 686 && receipt.totals.due.minor == 685 && receipt.totals.open == .zero)
        #expect(receipt.totals.shelf.minor == 723 && receipt.totals.discount.minor == 37 && receipt.totals.net.minor == 641)
    }

    @Test(arguments: seeds) func acceptsRandomReceiptsThatAddUp(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for number in 1...50 { try random.receipt(number: Int64(number)).check() }
    }

    @Test func namesTheFieldThatDoesNotAddUp() throws {
        let one = Money(minor: 1)
        #expect(try found { $0.lines[1].amount = one } == "receipt.line-differs lines[1].amount_minor")
        #expect(try found { $0.lines[0].shelf = one } == "receipt.line-differs lines[0].amount_minor")
        #expect(try found { $0.lines[1].discounts[0].amount = one } == "receipt.line-differs lines[1].amount_minor")
        #expect(try found { $0.lines[0].taxes = [] } == "receipt.taxes-differ taxes[0].tax_minor")
        #expect(try found { $0.lines[0].taxes = [.init("X", one)] } == "receipt.taxes-differ lines[0].taxes")
        #expect(try found { $0.taxes[0].net = one } == "receipt.taxes-differ taxes[0].gross_minor")
        #expect(try found { $0.taxes.append($0.taxes[0]) } == "receipt.taxes-differ taxes[1].code")
        #expect(
            try found {
                $0.taxes[0].net = one
                $0.taxes[0].gross = Money(minor: 46)
            } == "receipt.taxes-differ taxes[0].gross_minor")
        #expect(try found { $0.totals.shelf = one } == "receipt.totals-differ totals.shelf_minor")
        #expect(try found { $0.totals.discount = one } == "receipt.totals-differ totals.discount_minor")
        #expect(try found { $0.totals.net = one } == "receipt.totals-differ totals.net_minor")
        #expect(try found { $0.totals.tax = one } == "receipt.totals-differ totals.tax_minor")
        #expect(try found { $0.totals.gross = one } == "receipt.totals-differ totals.gross_minor")
        #expect(try found { $0.totals.rounding = one } == "receipt.totals-differ totals.due_minor")
        #expect(try found { $0.totals.paid = one } == "receipt.payments-differ totals.paid_minor")
        #expect(try found { $0.payments[0].amount = one } == "receipt.payments-differ totals.paid_minor")
        #expect(try found { $0.totals.change = one } == "receipt.payments-differ totals.open_minor")
    }

    @Test func aNumberGoesWithACompletedReceiptOnly() throws {
        #expect(try found { $0.number = 0 } == "receipt.bad-number number")
        #expect(try found { $0.number = Receipt.numberLimit + 1 } == "receipt.bad-number number")
        #expect(try found { $0.state = .training } == "receipt.bad-number number")
        #expect(try found { $0.state = .voided } == nil)
        for state in [Receipt.State.training, .suspended, .cancelled] {
            #expect(
                try found {
                    $0.state = state
                    $0.number = 0
                } == nil)
        }
        #expect(try found { $0.kind = .void } == "receipt.refers-to-nothing refers_to")
    }

    @Test func moneyThatIsNoTurnoverCarriesNoTax() throws {
        #expect(try found { $0.lines[0].kind = .giftCard } == "receipt.line-differs lines[0].taxes")
    }

    /// Test numbers of the card schemes; a space or a dash hides nothing.
    @Test(arguments: ["4111111111111111", "5500 0000 0000 0004", "3782-822463-10005", "6011000990139424"])
    func neverKeepsACardNumber(text: String) throws {
        for method in [Receipt.Payment.Method.card, .other, .cash] {
            func found(_ change: (inout Receipt.Payment) -> Void) throws -> String? {
                try self.found {
                    $0.payments[0].method = method
                    change(&$0.payments[0])
                }
            }
            #expect(try found { $0.reference = text } == "receipt.card-number payments[0].reference")
            #expect(try found { $0.terminalToken = text } == "receipt.card-number payments[0].terminal_token")
            #expect(try found { $0.authorisationCode = text } == "receipt.card-number payments[0].authorisation_code")
            #expect(try found { $0.lastFour = text } == "receipt.bad-last-four payments[0].last_four")
        }
    }

    /// Gift cards are numbered by ISO/IEC 7812 as payment cards are; of vouchers' EAN-13 one in ten has Luhn's check digit as well.
    @Test(
        arguments: [Receipt.Payment.Method.giftCard, .storeCredit, .points, .makerCoupon, .transfer],
        ["6006491260550217", "4006381333924", "4111111111111111"]) func takesAVouchersNumber(method: Receipt.Payment.Method, text: String)
        throws
    {
        #expect(
            try found {
                $0.payments[0].method = method
                $0.payments[0].reference = text
            } == nil)
    }

    @Test(arguments: ["4111111111111112", "tok_4111111111111111", "411111111111", "1234567890123452", "", "4111111111111111111111"])
    func takesOtherReferences(text: String) throws {
        #expect(try found { $0.payments[0].reference = text } == nil)
        #expect(try found { $0.payments[0].lastFour = "1111" } == nil)
    }

    /// Canada: federal and provincial tax, each on the net.
    @Test func takesSeveralTaxesOnALine() throws {
        let receipt = try Receipt(
            .sale, seller: Sample.seller(), register: Sample.register, series: Sample.series, number: 1, printedNumber: "1",
            businessDay: Sample.day, occurredAt: Sample.noon, currency: Sample.euro(),
            taxRules: TaxRules(mode: .exclusive, scope: .total, rounding: .halfUp),
            lines: [
                Receipt.Line(
                    text: "Lamp", unitPrice: Money(minor: 1000), shelf: Money(minor: 1000),
                    taxes: [.init("GST", Money(minor: 50)), .init("PST", Money(minor: 70))])
            ],
            taxes: [
                .init(code: "GST", rateMicro: 50_000, net: Money(minor: 1000), tax: Money(minor: 50), gross: Money(minor: 1050)),
                .init(code: "PST", rateMicro: 70_000, net: Money(minor: 1000), tax: Money(minor: 70), gross: Money(minor: 1070)),
            ], payments: [.init(.card, Money(minor: 1120))])
        try receipt.check()
        #expect(receipt.totals.gross.minor == 1120)
    }

    /// A tax on what another one made of the price: only the tax itself knows what it was computed on.
    @Test func takesATaxOnATax() throws {
        var receipt = try Sample.bread()
        receipt.taxRules = TaxRules(mode: .exclusive, scope: .line, rounding: .halfUp)
        receipt.lines = [
            try Receipt.Line(
                text: "Lamp", unitPrice: Money(minor: 1000), shelf: Money(minor: 1000),
                taxes: [.init("GST", Money(minor: 50)), .init("QST", Money(minor: 100))])
        ]
        receipt.taxes = [
            .init(code: "GST", rateMicro: 50_000, net: Money(minor: 1000), tax: Money(minor: 50), gross: Money(minor: 1050)),
            .init(code: "QST", rateMicro: 95_000, net: Money(minor: 1050), tax: Money(minor: 100), gross: Money(minor: 1150)),
        ]
        receipt.totals = try Receipt.Totals(
            lines: receipt.lines, taxes: receipt.taxes, mode: .exclusive, payments: receipt.payments, rounding: .zero,
            change: Money(minor: -150))
        try receipt.check()
        #expect(receipt.totals.gross.minor == 1150 && receipt.totals.open == .zero)
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for number in 1...50 {
            var receipt = try random.receipt(number: Int64(number))
            for index in receipt.lines.indices where Bool.random(using: &random) {
                receipt.lines[index].shelf = Money(minor: random.int64())
                receipt.lines[index].amount = Money(minor: random.int64())
            }
            for index in receipt.taxes.indices { receipt.taxes[index].net = Money(minor: random.int64()) }
            receipt.totals.change = Money(minor: random.int64())
            receipt.totals.rounding = Money(minor: random.int64())
            receipt.number = random.int64()
            receipt.lines.append(contentsOf: receipt.lines)
            _ = faultCode { () throws(Fault) in try receipt.check() }
            _ = faultCode { () throws(Fault) in try receipt.canonicalBytes() }
            var totals = RegisterTotals(currency: receipt.currency)
            _ = faultCode { () throws(Fault) in try totals.add(receipt) }
            _ = try ReceiptLayout(columns: 32, zone: .utc).lines(receipt)
        }
    }

    /// Bulgaria's shops take back in 2026 what they sold for lev in 2025.
    @Test func whatWasSoldInAWithdrawnCurrencyIsReadAndComesBack() throws {
        var sale = try Sample.bread()
        sale.currency = try #require(Currency(code: "BGN"))
        let read = try Receipt(canonicalBytes: sale.canonicalBytes())
        #expect(read == sale && read.currency.isWithdrawn)
        let line = read.lines[0]
        let part = try StoredLine(quantity: line.quantity, paid: line.amount, amounts: line.taxes.map(\.amount)).refundingRest()
        let back = try Receipt(
            .refund, seller: read.seller, register: read.register, series: read.series, number: 2, printedNumber: "S012-R03-2",
            businessDay: read.businessDay, occurredAt: read.occurredAt, currency: read.currency,
            refersTo: .init(register: read.register, series: read.series, number: 1, printedNumber: read.printedNumber),
            taxRules: read.taxRules,
            lines: [
                Receipt.Line(
                    text: line.text, quantity: part.quantity.negated(), unitPrice: line.unitPrice, shelf: part.paid.negated(),
                    taxes: [.init("B", part.amounts[0].negated())])
            ],
            taxes: [
                .init(
                    code: "B", rateMicro: 70_000, net: part.paid.subtracting(part.amounts[0]).negated(), tax: part.amounts[0].negated(),
                    gross: part.paid.negated())
            ],
            payments: [.init(.card, part.paid.negated(), terminalToken: "T-1")])
        try back.check()
        var totals = RegisterTotals(currency: read.currency)
        try totals.add(read)
        try totals.add(back)
        #expect(totals.net.minor == 686 - 349)
        #expect(try Receipt(canonicalBytes: back.canonicalBytes()) == back)
    }
}
