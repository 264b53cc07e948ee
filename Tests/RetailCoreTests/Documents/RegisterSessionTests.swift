import RetailCore
import TestSupport
import Testing

@Suite struct RegisterSessionTests {
    private func open(_ head: ChainHead, day: Day = Sample.day, supplementTo: Int64? = nil) throws(Fault) -> RegisterSession {
        guard let euro = Currency(code: "EUR") else { throw Fault(.broken, "test.no-euro", "") }
        return try RegisterSession(
            after: head, seller: Sample.seller(), businessDay: day, openedAt: Sample.noon, currency: euro, float: Money(minor: 5000),
            supplementTo: supplementTo)
    }

    /// One sale, 1.00 paid in and 0.30 paid out.
    private func afterASale() throws -> (journal: Journal, session: RegisterSession, sale: Receipt) {
        var journal = Journal(register: Sample.register, series: Sample.series)
        var session = try open(journal.head)
        let sale = try Sample.bread()
        _ = try journal.append(sale)
        try session.add(sale)
        try session.payIn(Money(minor: 100))
        try session.payOut(Money(minor: 30))
        return (journal, session, sale)
    }

    @Test func carriesThePerpetualTotalsFromReportToReport() throws {
        var (journal, session, _) = try afterASale()
        let x = try session.report(at: Sample.noon)
        #expect(x.drawer.expected.minor == 5000 + 685 + 100 - 30 && x.drawer.variance == nil)
        #expect(x.totals.taxes.count == 1 && x.perpetual.signed.minor == 686)
        let first = try session.close(after: journal.head, at: Sample.noon, counted: Money(minor: 5755))
        try first.report.check()
        #expect(first.number == 1 && first.report.totals == x.totals && first.report.drawer.variance == .zero)
        #expect(first.previousReportHash == .genesis(register: Sample.register, series: Sample.series))
        let entry = try journal.append(first)

        var next = try open(journal.head, day: Sample.day.advanced(by: 1))
        var back = try Refund.bread(number: 2)
        back.businessDay = Sample.day.advanced(by: 1)
        _ = try journal.append(back)
        try next.add(back)
        let second = try next.close(after: journal.head, at: Sample.noon)
        #expect(second.number == 2 && second.previousReportHash == entry.hash)
        #expect(second.report.perpetual == PerpetualTotals(signed: .zero, absolute: Money(minor: 1372)))
        #expect(second.report.firstReceiptNumber == 2 && second.report.lastReceiptNumber == 2)
        _ = try journal.append(second)
    }

    @Test func goesOnAfterARestart() throws {
        let (journal, session, sale) = try afterASale()
        func resume(_ receipts: [Receipt]) throws(Fault) -> RegisterSession {
            guard let euro = Currency(code: "EUR") else { throw Fault(.broken, "test.no-euro", "") }
            return try RegisterSession(
                resuming: journal.head, seller: Sample.seller(), businessDay: Sample.day, openedAt: Sample.noon, currency: euro,
                float: Money(minor: 5000), receipts: receipts, paidIn: Money(minor: 100), paidOut: Money(minor: 30))
        }
        #expect(try resume([sale]) == session)
        #expect(faultCode { () throws(Fault) in try resume([]) } == "session.receipts-before")
        #expect(faultCode { () throws(Fault) in try resume([sale, sale]) } == "session.other-session")
    }

    @Test func closesOnlyWithTheChainsReceipts() throws {
        var journal = Journal(register: Sample.register, series: Sample.series)
        let session = try open(journal.head)
        _ = try journal.append(try Sample.bread())
        #expect(
            faultCode { () throws(Fault) in try session.close(after: journal.head, at: Sample.noon) } == "session.receipts-before")
    }

    @Test func whatComesLateGoesIntoASupplement() throws {
        var journal = Journal(register: Sample.register, series: Sample.series)
        let first = try open(journal.head).close(after: journal.head, at: Sample.noon)
        _ = try journal.append(first)
        let later = try open(journal.head, day: Sample.day.advanced(by: 1)).close(after: journal.head, at: Sample.noon)
        _ = try journal.append(later)
        let head = journal.head
        #expect(faultCode { () throws(Fault) in try open(head) } == "session.day-closed")
        #expect(faultCode { () throws(Fault) in try open(head, supplementTo: 3) } == "session.day-closed")
        #expect(faultCode { () throws(Fault) in try open(head, supplementTo: 0) } == "session.day-closed")
        var session = try open(head, supplementTo: 1)
        let late = try Sample.bread()
        try session.add(late)
        _ = try journal.append(late)
        let supplement = try session.close(after: journal.head, at: Sample.noon)
        #expect(supplement.number == 3 && supplement.report.supplementTo == 1 && supplement.report.totals.saleCount == 1)
        _ = try journal.append(supplement)
        #expect(journal.head.report.businessDay == Sample.day.advanced(by: 1))
    }

    @Test func takesItsOwnReceiptsInOrderOnly() throws {
        let journal = Journal(register: Sample.register, series: Sample.series)
        var session = try open(journal.head)
        let before = session
        var others = [try Sample.bread(number: 2), try Sample.bread(), try Sample.bread(), try Sample.bread()]
        others[1].businessDay = Sample.day.advanced(by: 1)
        others[2].register = ID(high: 1, low: 1)
        others[3].series = ID(high: 1, low: 1)
        for receipt in others { #expect(faultCode { () throws(Fault) in try session.add(receipt) } == "session.other-session") }
        for amount in [0, -1, .min] as [Int64] {
            #expect(faultCode { () throws(Fault) in try session.payIn(Money(minor: amount)) } == "session.bad-amount")
            #expect(faultCode { () throws(Fault) in try session.payOut(Money(minor: amount)) } == "session.bad-amount")
        }
        #expect(session == before)
        var open = journal
        _ = try open.append(try Sample.bread())
        #expect(faultCode { () throws(Fault) in try self.open(open.head) } == "session.receipts-before")
    }

    @Test func aReportIsFinalOnceEveryReceiptHasArrived() throws {
        var journal = Journal(register: Sample.register, series: Sample.series)
        var session = try open(journal.head)
        for number in 1...4 {
            let sale = try Sample.bread(number: Int64(number))
            _ = try journal.append(sale)
            try session.add(sale)
        }
        let report = try session.close(after: journal.head, at: Sample.noon)
        var numbers = ReceiptSequence()
        for number in [1, 4] as [Int64] { _ = try numbers.record(number) }
        #expect(!report.isFinal(given: numbers) && report.missingNumbers(given: numbers) == [2...3])
        for number in [3, 6, 2] as [Int64] { _ = try numbers.record(number) }
        #expect(report.isFinal(given: numbers) && report.missingNumbers(given: numbers).isEmpty)
    }

    @Test func checkNamesWhatDoesNotAddUp() throws {
        let good = try open(ChainHead(register: Sample.register, series: Sample.series)).report(at: Sample.noon)
        try good.check()
        var long = good
        long.lastReceiptNumber = .max
        #expect(faultCode { () throws(Fault) in try long.check() } == "report.differs")
        var wrong = good
        wrong.drawer = try Drawer(
            float: good.drawer.float, cashPayments: Money(minor: 1), cashRefunds: .zero, paidIn: .zero, paidOut: .zero)
        #expect(faultCode { () throws(Fault) in try wrong.check() } == "report.differs")
    }
}

private enum Refund {
    /// All of the bread receipt back.
    static func bread(number: Int64) throws -> Receipt {
        let sale = try Sample.bread()
        let back = { (money: Money) in Money(minor: -money.minor) }
        return try Receipt(
            .refund, seller: sale.seller, register: sale.register, series: sale.series, number: number, printedNumber: "S012-R03-\(number)",
            businessDay: sale.businessDay, occurredAt: sale.occurredAt, currency: sale.currency,
            refersTo: .init(register: sale.register, series: sale.series, number: sale.number, printedNumber: sale.printedNumber),
            taxRules: sale.taxRules,
            lines: sale.lines.map { line in
                try Receipt.Line(
                    product: line.product, text: line.text, quantity: Quantity(milli: -line.quantity.milli), unit: line.unit,
                    unitPrice: line.unitPrice, shelf: back(line.shelf),
                    discounts: line.discounts.map { .init(source: $0.source, label: $0.label, amount: back($0.amount)) },
                    taxes: line.taxes.map { .init($0.code, back($0.amount)) })
            },
            taxes: sale.taxes.map {
                .init(code: $0.code, rateMicro: $0.rateMicro, net: back($0.net), tax: back($0.tax), gross: back($0.gross))
            },
            payments: [.init(.cash, Money(minor: -685))], rounding: Money(minor: 1))
    }
}
