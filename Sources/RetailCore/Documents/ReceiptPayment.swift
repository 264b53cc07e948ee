extension Receipt {
    /// How a part of what was due was paid. Below zero: paid out.
    public struct Payment: Hashable, Sendable {
        /// What was handed over.
        public enum Method: String, Sendable, CaseIterable {
            /// Notes and coins; a payment card; a bank transfer.
            case cash, card, transfer
            /// The value of a gift card.
            case giftCard = "gift_card"
            /// Loyalty points.
            case points
            /// What the shop owed the customer.
            case storeCredit = "store_credit"
            /// A manufacturer's coupon: the maker pays.
            case makerCoupon = "maker_coupon"
            /// Anything else.
            case other

            /// Whether what it names may come from a payment card. Where it can't, a number like a card's is a gift card's or a voucher's.
            var mayComeFromCard: Bool {
                switch self {
                case .cash, .card, .other: true
                case .transfer, .giftCard, .points, .storeCredit, .makerCoupon: false
                }
            }
        }

        /// What it was.
        public var method: Method
        /// What was handed over, before change.
        public var amount: Money
        /// A transfer's reference, a gift card's or coupon's number as far as it may be shown.
        public var reference: String?
        /// The terminal's token for a card: with the next two all that may be kept of it.
        public var terminalToken: String?
        /// Four digits.
        public var lastFour: String?
        /// The terminal's authorisation code.
        public var authorisationCode: String?

        /// A payment; `Receipt.check` says whether it may be kept.
        public init(
            _ method: Method, _ amount: Money, reference: String? = nil, terminalToken: String? = nil, lastFour: String? = nil,
            authorisationCode: String? = nil
        ) {
            (self.method, self.amount, self.reference) = (method, amount, reference)
            (self.terminalToken, self.lastFour, self.authorisationCode) = (terminalToken, lastFour, authorisationCode)
        }

        /// Refuses what PCI DSS (3.2, 3.3) forbids to keep of a card.
        ///
        /// - Throws: `receipt.card-number`, `receipt.bad-last-four` (`unprocessable`).
        func check() throws(Fault) {
            if let lastFour, lastFour.utf8.count != 4 || !lastFour.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                throw Receipt.fault("receipt.bad-last-four", "last_four", "Of a card number the last four digits are kept, no more.")
            }
            for (field, text) in [("terminal_token", terminalToken), ("authorisation_code", authorisationCode), ("reference", reference)] {
                guard let text, method.mayComeFromCard, Tendered.looksLikeCardNumber(text) else { continue }
                throw Receipt.fault("receipt.card-number", field, "A card number must not be kept; the terminal's token may.")
            }
        }
    }
}
