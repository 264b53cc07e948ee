/// Sets receipts and reports as lines of a paper of 32 to 48 columns: no line is wider, whatever is printed, and no amount is ever cut.
public struct ReceiptLayout: Hashable, Sendable {
    /// What is printed with a receipt without being part of it.
    public struct Extras: Hashable, Sendable {
        /// Of the receipt's entry in the chain.
        public var hash: DocumentHash?
        /// From 1 for a receipt that is printed again, as its `ReceiptCopy` says.
        public var copyNumber: Int64?
        /// A person's name: printed, never hashed.
        public var cashierName: String?
        /// Lines below the receipt.
        public var footer: [String]

        /// Nothing but the receipt, unless said otherwise.
        public init(hash: DocumentHash? = nil, copyNumber: Int64? = nil, cashierName: String? = nil, footer: [String] = []) {
            (self.hash, self.copyNumber, self.cashierName, self.footer) = (hash, copyNumber, cashierName, footer)
        }
    }

    /// How many columns the paper has, 32 … 48.
    public let columns: Int
    /// The language, with its numbers and dates.
    public let words: ReceiptWords
    /// Of the store: receipts show its clocks.
    public let zone: TimeZoneRules

    /// - Throws: `receipt.columns-out-of-range` (`unprocessable`) outside 32 … 48.
    public init(columns: Int, words: ReceiptWords = .english, zone: TimeZoneRules) throws(Fault) {
        guard (32...48).contains(columns) else {
            throw Fault(.unprocessable, "receipt.columns-out-of-range", "Receipts are printed in 32 to 48 columns.")
        }
        (self.columns, self.words, self.zone) = (columns, words, zone)
    }

    func head(_ seller: Seller, _ print: inout PrintColumns) {
        print.centred(seller.chainName, .bold)
        print.centred(seller.storeName)
        for line in seller.address { print.centred(line) }
        if let number = seller.taxNumber { print.centred("\(words.taxNumber) \(number)") }
    }
}
