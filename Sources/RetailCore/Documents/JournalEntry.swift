/// One link of a register's chain, as it is stored and exported: a document's bytes, the hash before it and its own.
///
/// The bytes are kept as they were hashed, and the facts a verifier goes by are read out of them: so a chain proves itself with nothing
/// beside it, also after a later version of the software writes its documents differently.
public struct JournalEntry: Hashable, Sendable {
    /// Canonical bytes of a `Receipt`, a `ReceiptCopy` or a `ZReport`.
    public let document: [UInt8]
    /// Of the entry before it; the genesis for the first.
    public let previousHash: DocumentHash
    /// SHA-256 over the hash before it and the document (`DocumentHash`).
    public let hash: DocumentHash

    /// As stored; `ChainVerifier` says whether it holds.
    public init(document: [UInt8], previousHash: DocumentHash, hash: DocumentHash) {
        (self.document, self.previousHash, self.hash) = (document, previousHash, hash)
    }

    init(document: [UInt8], after previousHash: DocumentHash) {
        self.init(document: document, previousHash: previousHash, hash: .entry(after: previousHash, document))
    }
}

/// What kinds of documents a chain holds. Each counts its own numbers from 1.
public enum JournalDocument: String, Sendable, CaseIterable {
    /// A `Receipt`, a `ReceiptCopy`.
    case receipt, copy
    /// A `ZReport`.
    case zReport = "z_report"
}

/// The members every document of a chain has, in any version: `document` (`receipt/1`), `register_id`, `series_id`, `number`.
struct JournalFacts {
    let kind: JournalDocument
    let register: RegisterID
    let series: DeviceID
    let number: Int64
    let fields: CanonicalFields

    init(_ document: [UInt8]) throws(Fault) {
        fields = try CanonicalFields(CanonicalValue(bytes: document))
        let name = try fields.text("document")
        guard let kind = JournalDocument(rawValue: String(name.prefix { $0 != "/" })) else {
            throw CanonicalFields.unreadable("document", "a document of a chain")
        }
        self.kind = kind
        register = try fields.id("register_id")
        series = try fields.id("series_id")
        number = try fields.integer("number")
    }
}
