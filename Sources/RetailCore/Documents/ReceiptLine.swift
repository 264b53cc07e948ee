extension Receipt {
    /// One line: what was sold, for how much, and what tax is in it or comes on top.
    public struct Line: Hashable, Sendable {
        /// What the money of a line is.
        public enum Kind: String, Sendable, CaseIterable {
            /// Goods and services: turnover.
            case goods
            /// Money taken in advance or as a security: owed, no turnover yet.
            case deposit
            /// A gift card issued or loaded: a liability, no turnover.
            case giftCard = "gift_card"
        }

        /// What the money of the line is.
        public var kind: Kind
        /// None for money without goods.
        public var product: ProductID?
        /// What it is called.
        public var text: String
        /// Below zero for what comes back; zero for money alone.
        public var quantity: Quantity
        /// The unit of measure as printed (`kg`); empty for pieces.
        public var unit: String
        /// Per whole unit.
        public var unitPrice: Money
        /// Before discounts. Price times quantity, unless a label said the price: it is stated, never computed again.
        public var shelf: Money
        /// What came off, part by part.
        public var discounts: [Discount]
        /// After discounts: with tax where prices include it, without where not.
        public var amount: Money
        /// One for each tax the line carries, in the order in which they apply.
        public var taxes: [LineTax]
        /// The batch of the goods, where it is known.
        public var batchNumber: String?

        /// The amount is the shelf amount less the discounts.
        ///
        /// - Throws: `money.overflow`.
        public init(
            _ kind: Kind = .goods, product: ProductID? = nil, text: String, quantity: Quantity = .one, unit: String = "",
            unitPrice: Money, shelf: Money, discounts: [Discount] = [], taxes: [LineTax] = [], batchNumber: String? = nil
        ) throws(Fault) {
            let amount = try shelf.subtracting(try Money.sum(discounts.map(\.amount)))
            self.init(
                kind: kind, product: product, text: text, quantity: quantity, unit: unit, unitPrice: unitPrice, shelf: shelf,
                discounts: discounts, amount: amount, taxes: taxes, batchNumber: batchNumber)
        }

        /// As it was stored, whether it adds up or not.
        init(
            kind: Kind, product: ProductID?, text: String, quantity: Quantity, unit: String, unitPrice: Money, shelf: Money,
            discounts: [Discount], amount: Money, taxes: [LineTax], batchNumber: String?
        ) {
            (self.kind, self.product, self.text, self.quantity, self.unit) = (kind, product, text, quantity, unit)
            (self.unitPrice, self.shelf, self.discounts, self.amount) = (unitPrice, shelf, discounts, amount)
            (self.taxes, self.batchNumber) = (taxes, batchNumber)
        }
    }

    /// A part of a discount that was allocated to a line. Above zero makes the line cheaper.
    public struct Discount: Hashable, Sendable {
        /// What granted it: a promotion's id, `manual`, …
        public var source: String
        /// As printed.
        public var label: String
        /// Minor units; above zero makes the line cheaper.
        public var amount: Money

        /// A part of a discount.
        public init(source: String, label: String, amount: Money) {
            (self.source, self.label, self.amount) = (source, label, amount)
        }
    }

    /// The tax of one code in or on a line, as it was allocated.
    public struct LineTax: Hashable, Sendable {
        /// The tax rate's code.
        public var code: String
        /// Below zero for what comes back.
        public var amount: Money

        /// A code's tax on the line.
        public init(_ code: String, _ amount: Money) {
            (self.code, self.amount) = (code, amount)
        }
    }
}
