import RetailCore
import TestSupport
import Testing

@Suite struct RegisterTotalsTests {
    private func receipt(
        _ kind: Receipt.Kind, _ lines: [Receipt.Line], _ payments: [Receipt.Payment], change: Int64 = 0, rounding: Int64 = 0
    ) throws -> Receipt {
        try Receipt(
            kind, seller: Sample.seller(), register: Sample.register, series: Sample.series, number: 1, printedNumber: "1",
            businessDay: Sample.day, occurredAt: Sample.noon, currency: Sample.euro(),
            refersTo: kind == .sale ? nil : .init(register: Sample.register, series: Sample.series, number: 1, printedNumber: "1"),
            taxRules: TaxRules(mode: .inclusive, scope: .line, rounding: .halfUp), lines: lines, taxes: [], payments: payments,
            rounding: Money(minor: rounding), change: Money(minor: change))
    }

    private func line(_ kind: Receipt.Line.Kind, _ minor: Int64) throws -> Receipt.Line {
        try Receipt.Line(kind, text: "", unitPrice: Money(minor: minor), shelf: Money(minor: minor))
    }

    @Test func keepsSalesReturnsVoidsAndMoneyOwedApart() throws {
        var totals = RegisterTotals(currency: try Sample.euro())
        // An exchange, a deposit and a gift card on one receipt; cash with change and rounding.
        try totals.add(
            receipt(
                .sale, [line(.goods, 5000), line(.goods, -1200), line(.deposit, 700), line(.giftCard, 2500)],
                [.init(.cash, Money(minor: 5000)), .init(.card, Money(minor: 3000))], change: 1002, rounding: -2))
        try totals.add(receipt(.refund, [line(.goods, -800)], [.init(.cash, Money(minor: -800))]))
        try totals.add(receipt(.void, [line(.goods, -5000), line(.giftCard, -2500)], [.init(.card, Money(minor: -7500))]))
        #expect([totals.saleCount, totals.refundCount, totals.voidCount, totals.receiptCount] == [1, 1, 1, 3])
        #expect([totals.sales, totals.returns, totals.voids, totals.net].map(\.minor) == [5000, -2000, -5000, -2000])
        // |3800| + |−800| + |−5000|
        #expect(totals.absolute.minor == 9600)
        #expect([totals.deposits, totals.giftCards, totals.rounding, totals.open].map(\.minor) == [700, 0, -2, 0])
        #expect([totals.cashPayments, totals.cashRefunds, totals.change].map(\.minor) == [3998, 800, 1002])
        #expect(totals.paymentTotals.map(\.method) == [.card, .cash])
        #expect(
            totals.paymentTotals.map(\.total) == [
                .init(count: 2, amount: Money(minor: -4500)), .init(count: 2, amount: Money(minor: 4200)),
            ])
        let drawer = try Drawer(
            float: Money(minor: 10_000), cashPayments: totals.cashPayments, cashRefunds: totals.cashRefunds, paidIn: Money(minor: 50),
            paidOut: Money(minor: 2000), counted: Money(minor: 11_200))
        #expect(drawer.expected.minor == 10_000 + 3998 - 800 + 50 - 2000)
        #expect(drawer.variance?.minor == -48)
    }

    @Test func listsTaxPerRateAndCode() throws {
        var totals = RegisterTotals(currency: try Sample.euro())
        var later = try Sample.bread()
        later.taxes[0].rateMicro = 50_000
        for receipt in [later, try Sample.bread(), try Sample.bread()] { try totals.add(receipt) }
        #expect(totals.rateTotals.map(\.rateMicro) == [50_000, 70_000])
        #expect(totals.rateTotals.map(\.tax.minor) == [45, 90] && totals.rateTotals.map(\.gross.minor) == [686, 1372])
        #expect(totals.sales.minor == 3 * 686 && totals.discount.minor == 3 * 37)
    }

    /// A code in two normal forms is one code, whichever came first, and stands where its composed form belongs: before f comes e, behind it é.
    @Test func aCodeIsTheSameInEveryNormalForm() throws {
        func totals(_ codes: [String]) throws -> [[UInt8]] {
            var totals = RegisterTotals(currency: try Sample.euro())
            for code in codes {
                var receipt = try Sample.bread()
                receipt.taxes[0].code = code
                for line in receipt.lines.indices { receipt.lines[line].taxes[0].code = code }
                try totals.add(receipt)
            }
            return totals.rateTotals.map { Array($0.code.utf8) }
        }
        let (composed, split) = ("\u{E9}", "e\u{301}")
        #expect(try totals([composed, split]) == totals([split, composed]))
        #expect(try totals([composed, split]).count == 1)
        #expect(try totals([split, "f"]) == [Array("f".utf8), Array(split.utf8)])
        #expect(try totals([composed, "f"]) == [Array("f".utf8), Array(composed.utf8)])
    }

    /// Totals of parts are the totals of all, however they are cut, ordered and merged.
    @Test(arguments: seeds) func partsMergeToTheWholeInAnyOrder(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let receipts = try (1...60).map { try random.receipt(number: Int64($0)) }
        var whole = RegisterTotals(currency: try Sample.euro())
        for receipt in receipts { try whole.add(receipt) }
        #expect(try Money.sum([whole.sales, whole.returns, whole.voids]) == whole.net)
        var parts: [RegisterTotals] = []
        var rest = receipts.shuffled(using: &random)[...]
        while !rest.isEmpty {
            var part = RegisterTotals(currency: try Sample.euro())
            for receipt in rest.prefix(Int.random(in: 1...9, using: &random)) {
                try part.add(receipt)
                rest.removeFirst()
            }
            parts.append(part)
        }
        while parts.count > 1 {
            let taken = parts.remove(at: Int.random(in: 0..<parts.count, using: &random))
            let target = Int.random(in: 0..<parts.count, using: &random)
            try parts[target].merge(taken)
        }
        #expect(parts.first == whole)
    }

    @Test func staysAsItWasWhereAReceiptHasNoPlace() throws {
        var totals = RegisterTotals(currency: try Sample.euro())
        try totals.add(try Sample.bread())
        let before = totals
        var training = try Sample.bread()
        training.state = .training
        #expect(faultCode { () throws(Fault) in try totals.add(training) } == "receipt.not-fiscal")
        var yen = try Sample.bread()
        yen.currency = try #require(Currency(code: "JPY"))
        #expect(faultCode { () throws(Fault) in try totals.add(yen) } == "totals.currency-differs")
        let other = RegisterTotals(currency: yen.currency)
        #expect(faultCode { () throws(Fault) in try totals.merge(other) } == "totals.currency-differs")
        var huge = try Sample.bread()
        huge.payments.append(.init(.cash, Money(minor: .max)))
        #expect(faultCode { () throws(Fault) in try totals.add(huge) } == "money.overflow")
        #expect(totals == before)
    }
}
