import JSON
import RetailCore
import TradeJSON

extension DocumentVectors {
    static func hash(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let document: JSONValue = try given.required("document")
        let bytes = try rewritten(document)
        let genesis = DocumentHash.genesis(register: try id("register_id", of: document), series: try id("series_id", of: document))
        let previous: DocumentHash = try given.required("previous_hash", default: genesis)
        let hash = DocumentHash.entry(after: previous, bytes)
        return JSONWriter.object {
            $0.member("canonical", String(decoding: bytes, as: UTF8.self))
            $0.member("genesis", genesis)
            $0.member("hash", hash)
            $0.member("short", hash.shortText)
        }
    }

    /// The canonical bytes as the document's own type writes them, having read it.
    private static func rewritten(_ document: JSONValue) throws(Fault) -> [UInt8] {
        let bytes = try CanonicalValue(document).bytes()
        switch try document["document"]?.string() {
        case Receipt.documentName: return try Receipt(canonicalBytes: bytes).canonicalBytes()
        case ReceiptCopy.documentName: return try ReceiptCopy(canonicalBytes: bytes).canonicalBytes()
        case ZReport.documentName: return try ZReport(canonicalBytes: bytes).canonicalBytes()
        default: throw Fault.field("document", "unknown-value", "Expected a receipt, a copy or a Z report.")
        }
    }

    private static func id<Subject>(_ name: String, of document: JSONValue) throws(Fault) -> ID<Subject> {
        guard let value = document[name] else { throw Fault.field(name, "missing", "The field is required.") }
        return try ID.read(value, .none)
    }

    static func verifyChain(_ given: inout Fields) throws(Fault) -> [UInt8] {
        var verifier = ChainVerifier(register: try given.required("register_id"), series: try given.required("series_id"))
        var entries: [JournalEntry] = []
        for var fields in try given.objects("entries") {
            let document: JSONValue = try fields.required("document")
            entries.append(
                JournalEntry(
                    document: try CanonicalValue(document).bytes(), previousHash: try fields.required("previous_hash"),
                    hash: try fields.required("hash")))
            try fields.finish()
        }
        let end: DocumentHash? = try given.optional("end_hash")
        do throws(ChainBreak) {
            for entry in entries { try verifier.next(entry) }
            if let end { try verifier.end(at: end) }
        } catch {
            return JSONWriter.object {
                $0.member("break", error.what.code)
                $0.member("index", error.index)
            }
        }
        return JSONWriter.object { $0.member("holds", verifier.head.entryCount) }
    }
}
