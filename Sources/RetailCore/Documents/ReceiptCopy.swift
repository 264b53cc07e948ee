/// That a receipt was printed again: each copy is numbered and an entry of the chain itself, as NF525 asks, so that no copy can pass for
/// the original and none goes unnoticed.
public struct ReceiptCopy: Hashable, Sendable {
    /// The name in the document's bytes, with its version.
    public static let documentName = "copy/1"

    /// The register it was printed at.
    public var register: RegisterID
    /// Its enrolment.
    public var series: DeviceID
    /// From 1 without gaps among all copies of the series.
    public var number: Int64
    /// The number of the receipt that was printed again.
    public var receiptNumber: Int64
    /// That receipt's number as printed.
    public var printedNumber: String
    /// Which copy of its receipt it is, from 1: what is printed.
    public var copyNumber: Int64
    /// The hash of the receipt's entry.
    public var receiptHash: DocumentHash
    /// When it was printed.
    public var occurredAt: Instant
    /// Pseudonymous.
    public var cashier: StaffID?

    /// As it was printed.
    public init(
        register: RegisterID, series: DeviceID, number: Int64, receiptNumber: Int64, printedNumber: String, copyNumber: Int64,
        receiptHash: DocumentHash, occurredAt: Instant, cashier: StaffID? = nil
    ) {
        (self.register, self.series, self.number, self.receiptNumber) = (register, series, number, receiptNumber)
        (self.printedNumber, self.copyNumber, self.receiptHash) = (printedNumber, copyNumber, receiptHash)
        (self.occurredAt, self.cashier) = (occurredAt, cashier)
    }

    /// - Throws: `document.number-too-large` (`unprocessable`).
    public func canonicalBytes() throws(Fault) -> [UInt8] {
        var object = CanonicalObject()
        object.set("document", Self.documentName)
        object.set("register_id", register)
        object.set("series_id", series)
        object.set("number", number)
        object.set("receipt_number", receiptNumber)
        object.set("printed_number", printedNumber)
        object.set("copy_number", copyNumber)
        object.set("receipt_hash", receiptHash.description)
        object.set("occurred_at", occurredAt.description)
        object.set("cashier_id", cashier)
        return try object.value.bytes()
    }

    /// - Throws: `document.not-canonical`, `document.unreadable` (`malformed`).
    public init(canonicalBytes bytes: [UInt8]) throws(Fault) {
        let fields = try CanonicalFields(CanonicalValue(bytes: bytes))
        guard try fields.text("document") == Self.documentName else { throw CanonicalFields.unreadable("document", Self.documentName) }
        self.init(
            register: try fields.id("register_id"), series: try fields.id("series_id"), number: try fields.integer("number"),
            receiptNumber: try fields.integer("receipt_number"), printedNumber: try fields.text("printed_number"),
            copyNumber: try fields.integer("copy_number"), receiptHash: try fields.hash("receipt_hash"),
            occurredAt: try fields.instant("occurred_at"), cashier: try fields.optionalID("cashier_id"))
        guard try canonicalBytes() == bytes else { throw CanonicalFields.unreadable("", "what this version writes") }
    }
}
