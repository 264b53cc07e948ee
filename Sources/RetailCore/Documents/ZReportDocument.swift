extension ZReport {
    /// The name in the document's bytes, with its version.
    public static let documentName = "z_report/1"

    /// What the chain hashes. The perpetual totals are decimal texts: they alone may outgrow JSON's integers.
    ///
    /// - Throws: `document.number-too-large` (`unprocessable`).
    public func canonicalBytes() throws(Fault) -> [UInt8] {
        var object = CanonicalObject()
        object.set("document", Self.documentName)
        object.set("seller", report.seller.object)
        object.set("register_id", report.register)
        object.set("series_id", report.series)
        object.set("number", number)
        object.set("business_day", report.businessDay.description)
        object.set("supplement_to", report.supplementTo)
        object.set("opened_at", report.openedAt.description)
        object.set("closed_at", report.at.description)
        object.set("currency", report.totals.currency.code)
        object.set("first_receipt_number", report.firstReceiptNumber)
        object.set("last_receipt_number", report.lastReceiptNumber)
        object.set("receipt_count", report.totals.receiptCount)
        object.set("totals", report.totals.object)
        object.set("drawer", report.drawer.object)
        object.set("perpetual_minor", String(report.perpetual.signed.minor))
        object.set("perpetual_absolute_minor", String(report.perpetual.absolute.minor))
        object.set("previous_report_hash", previousReportHash.description)
        return try object.value.bytes()
    }

    /// Reads a report back from its canonical bytes; writing it again gives the same bytes.
    ///
    /// - Throws: `document.not-canonical`, `document.unreadable` (`malformed`).
    public init(canonicalBytes bytes: [UInt8]) throws(Fault) {
        let fields = try CanonicalFields(CanonicalValue(bytes: bytes))
        guard try fields.text("document") == Self.documentName else { throw CanonicalFields.unreadable("document", Self.documentName) }
        var totals = RegisterTotals(currency: try fields.currency("currency"))
        guard let sums = fields.members["totals"] else { throw CanonicalFields.unreadable("totals", "an object") }
        do throws(Fault) { try totals.read(CanonicalFields(sums)) } catch { throw error.inside("totals") }
        self.init(
            number: try fields.integer("number"),
            report: RegisterReport(
                seller: try fields.nested("seller"), register: try fields.id("register_id"), series: try fields.id("series_id"),
                businessDay: try fields.day("business_day"), supplementTo: try fields.optionalInteger("supplement_to"),
                openedAt: try fields.instant("opened_at"), at: try fields.instant("closed_at"),
                firstReceiptNumber: try fields.integer("first_receipt_number"),
                lastReceiptNumber: try fields.integer("last_receipt_number"), totals: totals, drawer: try fields.nested("drawer"),
                perpetual: PerpetualTotals(
                    signed: try fields.longMoney("perpetual_minor"), absolute: try fields.longMoney("perpetual_absolute_minor"))),
            previousReportHash: try fields.hash("previous_report_hash"))
        guard try canonicalBytes() == bytes else { throw CanonicalFields.unreadable("", "what this version writes") }
    }
}

extension Drawer: CanonicallyRead {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("float_minor", float)
        object.set("cash_payments_minor", cashPayments)
        object.set("cash_refunds_minor", cashRefunds)
        object.set("paid_in_minor", paidIn)
        object.set("paid_out_minor", paidOut)
        object.set("expected_minor", expected)
        object.set("counted_minor", counted)
        object.set("variance_minor", variance)
        return object
    }

    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(
            float: try fields.money("float_minor"), cashPayments: try fields.money("cash_payments_minor"),
            cashRefunds: try fields.money("cash_refunds_minor"), paidIn: try fields.money("paid_in_minor"),
            paidOut: try fields.money("paid_out_minor"), expected: try fields.money("expected_minor"),
            counted: try fields.optionalInteger("counted_minor").map(Money.init(minor:)),
            variance: try fields.optionalInteger("variance_minor").map(Money.init(minor:)))
    }
}
