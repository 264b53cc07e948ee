extension ReceiptLayout {
    /// The X report.
    public func lines(_ report: RegisterReport) -> [PrintLine] {
        var print = PrintColumns(columns: columns)
        head(report.seller, &print)
        print.rule()
        print.centred(words.xReport, .bold)
        body(report, &print)
        return print.lines
    }

    /// - Parameter hash: of the report's entry in the chain.
    public func lines(_ zReport: ZReport, hash: DocumentHash? = nil) -> [PrintLine] {
        var print = PrintColumns(columns: columns)
        head(zReport.report.seller, &print)
        print.rule()
        print.centred("\(words.zReport) \(zReport.number)", .bold)
        body(zReport.report, &print)
        if let hash {
            print.rule()
            print.text("\(words.check) \(hash.shortText)")
        }
        return print.lines
    }

    private func body(_ report: RegisterReport, _ print: inout PrintColumns) {
        let currency = report.totals.currency
        if let number = report.supplementTo { print.pair(words.supplementTo, "\(words.zReport) \(number)") }
        print.pair(words.businessDay, words.text(report.businessDay))
        print.pair(words.from, words.text(report.openedAt, in: zone))
        print.pair(words.to, words.text(report.at, in: zone))
        let range = report.totals.receiptCount == 0 ? "" : " (\(report.firstReceiptNumber)-\(report.lastReceiptNumber))"
        print.pair(words.receipts, "\(report.totals.receiptCount)\(range)")
        print.rule()
        turnover(report.totals, &print)
        print.rule()
        drawer(report.drawer, currency, &print)
        print.rule()
        print.pair(words.perpetual, words.text(report.perpetual.signed, in: currency))
        print.pair(words.perpetualAbsolute, words.text(report.perpetual.absolute, in: currency))
    }

    private func turnover(_ totals: RegisterTotals, _ print: inout PrintColumns) {
        let currency = totals.currency
        print.pair("\(words.sales) (\(totals.saleCount))", words.text(totals.sales, in: currency))
        print.pair("\(words.returns) (\(totals.refundCount))", words.text(totals.returns, in: currency))
        print.pair("\(words.voids) (\(totals.voidCount))", words.text(totals.voids, in: currency))
        print.pair("\(words.netSales) \(currency)", words.text(totals.net, in: currency), .tall)
        for (name, amount) in [
            (words.discounts, totals.discount), (words.rounding, totals.rounding), (words.deposit, totals.deposits),
            (words.giftCard, totals.giftCards), (words.open, totals.open),
        ] where amount != .zero { print.pair(name, words.text(amount, in: currency)) }
        for rate in totals.rateTotals {
            let name = "\(words.tax) \(rate.code) \(words.percent(rateMicro: rate.rateMicro))"
            print.pair("\(name) \(words.net) \(words.text(rate.net, in: currency))", words.text(rate.tax, in: currency))
        }
        guard !totals.payments.isEmpty else { return }
        print.rule()
        print.text(words.payments)
        for (method, total) in totals.paymentTotals {
            print.pair("\(words.name(of: method)) (\(total.count))", words.text(total.amount, in: currency), indent: 2)
        }
        if totals.change != .zero { print.pair(words.change, words.text(totals.change, in: currency), indent: 2) }
    }

    private func drawer(_ drawer: Drawer, _ currency: Currency, _ print: inout PrintColumns) {
        print.text(words.drawer)
        for (name, amount) in [
            (words.float, drawer.float), (words.cashPayments, drawer.cashPayments), (words.cashRefunds, drawer.cashRefunds),
            (words.paidIn, drawer.paidIn), (words.paidOut, drawer.paidOut), (words.expected, drawer.expected),
        ] { print.pair(name, words.text(amount, in: currency), indent: 2) }
        if let counted = drawer.counted { print.pair(words.counted, words.text(counted, in: currency), indent: 2) }
        if let variance = drawer.variance { print.pair(words.variance, words.text(variance, in: currency), indent: 2) }
    }
}
