import JSON
import RetailCore
import TradeJSON

extension DocumentVectors {
    private static func receipt(_ document: JSONValue) throws(Fault) -> Receipt {
        try Receipt(canonicalBytes: CanonicalValue(document).bytes())
    }

    /// Nothing for a receipt that adds up, else what doesn't, and where.
    static func checkReceipt(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let receipt = try receipt(given.required("receipt"))
        var found: Fault?
        do throws(Fault) { try receipt.check() } catch { found = error }
        return JSONWriter.object {
            $0.member("code", found?.code)
            $0.member("field", found?.fields.first?.field)
        }
    }

    static func totals(_ given: inout Fields) throws(Fault) -> [UInt8] {
        var totals = RegisterTotals(currency: try given.required("currency"))
        let receipts: [JSONValue] = try given.required("receipts")
        for document in receipts { try totals.add(receipt(document)) }
        return JSONWriter.object { $0.memberObject("totals") { totals.members(&$0) } }
    }

    static func drawer(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let drawer = try Drawer(
            float: given.required("float_minor"), cashPayments: given.required("cash_payments_minor"),
            cashRefunds: given.required("cash_refunds_minor"), paidIn: given.required("paid_in_minor"),
            paidOut: given.required("paid_out_minor"), counted: given.optional("counted_minor"))
        return JSONWriter.object {
            $0.member("expected_minor", drawer.expected)
            $0.member("variance_minor", drawer.variance)
        }
    }

    static func receiptText(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let receipt = try receipt(given.required("receipt"))
        let layout = try ReceiptLayout(columns: given.required("columns"), words: words(given.required("words")), zone: .utc)
        let extras = ReceiptLayout.Extras(
            hash: try given.optional("hash"), copyNumber: try given.optional("copy_number"),
            cashierName: try given.optional("cashier_name"), footer: try given.required("footer", default: []))
        return JSONWriter.object { $0.member("lines", layout.lines(receipt, extras).map(\.text)) }
    }

    private static func words(_ language: String) throws(Fault) -> ReceiptWords {
        switch language {
        case "english": return .english
        case "german": return .german
        default: throw Fault.field("words", "unknown-value", "Expected english or german.")
        }
    }
}
