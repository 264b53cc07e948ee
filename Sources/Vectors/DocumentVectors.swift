package import JSON
package import RetailCore

/// Receipts, Z reports, their chain, sums and print.
package enum DocumentVectors: VectorArea {
    package static var name: String { "documents" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        switch action {
        case "document_hash": try hash(&given)
        case "chain_verify": try verifyChain(&given)
        case "receipt_check": try checkReceipt(&given)
        case "receipt_totals": try totals(&given)
        case "drawer": try drawer(&given)
        case "number_sequence": try numberSequence(&given)
        case "receipt_number": try receiptNumber(&given)
        case "receipt_text": try receiptText(&given)
        case "escpos_text": try printerText(&given)
        default: throw unknown(action)
        }
    }
}
