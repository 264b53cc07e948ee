extension Receipt {
    /// How a part of what was due was paid. Below zero: paid out.
    public struct Payment: Hashable, Sendable {
        public enum Method: String, Sendable, CaseIterable {
            case cash, card, transfer
            case giftCard = "gift_card"
            case points
            case storeCredit = "store_credit"
            /// A manufacturer's coupon: the maker pays.
            case makerCoupon = "maker_coupon"
            case other
        }

        public var method: Method
        /// What was handed over, before change.
        public var amount: Money
        /// A transfer's reference, a gift card's or coupon's number as far as it may be shown.
        public var reference: String?
        /// The terminal's token for a card: with the next two all that may be kept of it.
        public var terminalToken: String?
        /// Four digits.
        public var lastFour: String?
        public var authorisationCode: String?

        public init(
            _ method: Method, _ amount: Money, reference: String? = nil, terminalToken: String? = nil, lastFour: String? = nil,
            authorisationCode: String? = nil
        ) {
            (self.method, self.amount, self.reference) = (method, amount, reference)
            (self.terminalToken, self.lastFour, self.authorisationCode) = (terminalToken, lastFour, authorisationCode)
        }

        /// Refuses what PCI DSS (3.2, 3.3) forbids to keep.
        ///
        /// - Throws: `receipt.card-number`, `receipt.bad-last-four` (422).
        func check() throws(Fault) {
            if let lastFour, lastFour.utf8.count != 4 || !lastFour.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                throw Receipt.fault("receipt.bad-last-four", "last_four", "Of a card number the last four digits are kept, no more.")
            }
            for (field, text) in [("terminal_token", terminalToken), ("authorisation_code", authorisationCode), ("reference", reference)] {
                // A transfer's reference may be any number; it never comes from a card.
                guard let text, method != .transfer, Self.looksLikeCardNumber(text) else { continue }
                throw Receipt.fault("receipt.card-number", field, "A card number must not be kept; the terminal's token may.")
            }
        }

        /// 13 to 19 digits, perhaps in groups, that begin as payment cards do and whose check digit is right (ISO/IEC 7812-1, Luhn).
        static func looksLikeCardNumber(_ text: String) -> Bool {
            var digits: [UInt8] = []
            for byte in text.utf8 where byte != 0x20 && byte != 0x2D {
                guard (0x30...0x39).contains(byte), digits.count < 19 else { return false }
                digits.append(byte - 0x30)
            }
            guard digits.count >= 13, let first = digits.first, (2...6).contains(first) else { return false }
            var sum = 0
            for (place, digit) in digits.reversed().enumerated() {
                let weighed = place % 2 == 0 ? Int(digit) : Int(digit) * 2
                sum += weighed > 9 ? weighed - 9 : weighed
            }
            return sum % 10 == 0
        }
    }
}
