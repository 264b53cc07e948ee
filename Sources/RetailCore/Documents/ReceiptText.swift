extension ReceiptLayout {
    /// The receipt as it is printed, line by line: none wider than `columns`, in the layout's words. `ESCPOS` makes bytes of it.
    public func lines(_ receipt: Receipt, _ extras: Extras = Extras()) -> [PrintLine] {
        var print = PrintColumns(columns: columns)
        head(receipt.seller, &print)
        print.rule()
        marks(receipt, extras, &print)
        identity(receipt, extras, &print)
        print.rule()
        for line in receipt.lines { goods(line, receipt.currency, &print) }
        print.rule()
        sums(receipt, &print)
        payments(receipt, &print)
        if receipt.taxRules.mode == .inclusive { taxes(receipt, &print) }
        if let hash = extras.hash {
            print.rule()
            print.text("\(words.check) \(hash.shortText)")
        }
        for line in extras.footer { print.centred(line) }
        return print.lines
    }

    /// What keeps the paper from passing for a receipt, or this receipt for another.
    private func marks(_ receipt: Receipt, _ extras: Extras, _ print: inout PrintColumns) {
        switch receipt.state {
        case .completed: break
        case .cancelled: print.centred("*** \(words.cancelled) ***", .bold)
        case .voided: print.centred("*** \(words.voided) ***", .bold)
        case .suspended: print.centred("*** \(words.suspended) ***", .bold)
        case .training: print.centred("*** \(words.training) ***", .bold)
        }
        if let copy = extras.copyNumber { print.centred("*** \(words.copy) \(copy) ***", .bold) }
        switch receipt.kind {
        case .sale: break
        case .refund: print.centred(words.refund, .bold)
        case .void: print.centred(words.void, .bold)
        }
    }

    private func identity(_ receipt: Receipt, _ extras: Extras, _ print: inout PrintColumns) {
        if receipt.state.isFiscal { print.pair(words.receipt, receipt.printedNumber) }
        if let original = receipt.refersTo { print.pair(words.refersTo, original.printedNumber) }
        print.text(words.text(receipt.occurredAt, in: zone))
        if zone.businessDay(of: receipt.occurredAt) != receipt.businessDay {
            print.text("\(words.businessDay) \(words.text(receipt.businessDay))")
        }
        if let name = extras.cashierName { print.text("\(words.cashier) \(name)") }
    }

    private func goods(_ line: Receipt.Line, _ currency: Currency, _ print: inout PrintColumns) {
        let codes = line.taxes.map(\.code).joined(separator: " ")
        let amount = words.text(line.shelf, in: currency)
        print.pair(line.text, codes.isEmpty ? amount : "\(amount) \(codes)")
        switch line.kind {
        case .goods: break
        case .deposit: print.text(words.deposit, indent: 2)
        case .giftCard: print.text(words.giftCard, indent: 2)
        }
        if line.quantity != .one || !line.unit.isEmpty {
            let unit = line.unit.isEmpty ? "" : " \(line.unit)"
            print.text("\(words.text(line.quantity))\(unit) \(words.times) \(words.text(line.unitPrice, in: currency))", indent: 2)
        }
        if let batch = line.batchNumber { print.text("\(words.batch) \(batch)", indent: 2) }
        for discount in line.discounts {
            // The other way about: what makes a line cheaper is taken off. The least number has no opposite; it stays as it is.
            let taken = (try? discount.amount.negated()) ?? discount.amount
            print.pair(discount.label, words.text(taken, in: currency), indent: 2)
        }
    }

    private func sums(_ receipt: Receipt, _ print: inout PrintColumns) {
        let totals = receipt.totals
        let isExclusive = receipt.taxRules.mode == .exclusive
        if isExclusive || totals.discount != .zero || totals.rounding != .zero {
            print.pair(words.subtotal, words.text(isExclusive ? totals.net : totals.gross, in: receipt.currency))
        }
        if isExclusive { taxes(receipt, &print) }
        if totals.rounding != .zero { print.pair(words.rounding, words.text(totals.rounding, in: receipt.currency)) }
        print.pair("\(words.total) \(receipt.currency)", words.text(totals.due, in: receipt.currency), .tall)
        if totals.discount > .zero { print.pair(words.saved, words.text(totals.discount, in: receipt.currency)) }
    }

    private func taxes(_ receipt: Receipt, _ print: inout PrintColumns) {
        for rate in receipt.taxes {
            let name = "\(words.tax) \(rate.code) \(words.percent(rateMicro: rate.rateMicro))"
            print.pair("\(name) \(words.net) \(words.text(rate.net, in: receipt.currency))", words.text(rate.tax, in: receipt.currency))
        }
    }

    private func payments(_ receipt: Receipt, _ print: inout PrintColumns) {
        for payment in receipt.payments {
            print.pair(words.name(of: payment.method), words.text(payment.amount, in: receipt.currency))
            if let lastFour = payment.lastFour { print.text("**** \(lastFour)", indent: 2) }
            if let code = payment.authorisationCode { print.text("\(words.authorisation) \(code)", indent: 2) }
            if let reference = payment.reference { print.text(reference, indent: 2) }
        }
        if receipt.totals.change != .zero { print.pair(words.change, words.text(receipt.totals.change, in: receipt.currency)) }
        if receipt.totals.open != .zero { print.pair(words.open, words.text(receipt.totals.open, in: receipt.currency)) }
    }
}
