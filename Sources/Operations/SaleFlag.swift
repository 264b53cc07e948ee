/// What a manager should look at in a sale or a refund that was taken: it has happened, and something about it is out of line.
package enum SaleFlag: String, Sendable, CaseIterable, Comparable {
    case oversold
    case priceDiffers = "price_differs"
    case batchExpired = "batch_expired"
    case batchUnknown = "batch_unknown"
    case productDiscontinued = "product_discontinued"
    case costTooLarge = "cost_too_large"
    case receiptGap = "receipt_gap"
    case receiptLate = "receipt_late"
    case receiptRepeated = "receipt_repeated"
    case cardNumberDropped = "card_number_dropped"
    case registerUnknown = "register_unknown"
    case registerForeign = "register_foreign"
    case staffUnknown = "staff_unknown"
    case staffForeign = "staff_foreign"
    case staffDismissed = "staff_dismissed"
    case customerUnknown = "customer_unknown"
    case saleForeign = "sale_foreign"
    case clockDiffers = "clock_differs"
    case zoneUnknown = "zone_unknown"
    case paymentsDiffer = "payments_differ"
    case changeImplausible = "change_implausible"
    case discountTooLarge = "discount_too_large"
    case taxDiffers = "tax_differs"
    case refundedTwice = "refunded_twice"
    case refundTenderDiffers = "refund_tender_differs"

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var words: String {
        switch self {
        case .oversold: "More was sold than was known to be there. Never of a product that was not received or counted in the store yet."
        case .priceDiffers: "The unit's price is not the listed one, or the line's not price times quantity."
        case .batchExpired: "A batch that had expired, or was blocked, was scanned."
        case .batchUnknown: "The product has no batch of the number that was scanned; it was taken from others, by expiry."
        case .productDiscontinued: "The product is not sold any more."
        case .costTooLarge: "The goods cost more than any goods do: look at what they were received at."
        case .receiptGap: "Receipt numbers before this one are missing."
        case .receiptLate: "The number was missing, and closes a gap or a part of one."
        case .receiptRepeated: "Another receipt of the register and enrolment has this number."
        case .cardNumberDropped: "A payment's reference looked like a card's number and was not kept."
        case .registerUnknown: "There is no such register."
        case .registerForeign: "The register belongs to another store."
        case .staffUnknown: "There is no such person."
        case .staffForeign: "The person does not work in this store."
        case .staffDismissed: "The person was dismissed."
        case .customerUnknown: "There is no such customer."
        case .saleForeign: "A refund of a sale of another store."
        case .clockDiffers:
            "The till's time can't be: more than five minutes ahead, or of before 2001. It counts as of its arrival: its day, its prices."
        case .zoneUnknown: "The server did not know the rules of the store's time zone: the business day is that of UTC."
        case .paymentsDiffer: "The payments don't come to what was due, or not as the till says; they stand as it says."
        case .changeImplausible: "Very much change was given: look whether a code was scanned into the field of cash."
        case .discountTooLarge: "The discounts of a line are more than it is worth."
        case .taxDiffers: "The till's tax is another than that of the tax class at the time; the till's stands."
        case .refundedTwice: "More came back of a line than was sold."
        case .refundTenderDiffers: "Money went back otherwise than it was paid."
        }
    }
}
