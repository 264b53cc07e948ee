package import Operations
import RetailCore

extension Refusal {
    package static let saleUnknown = Refusal(
        "sale.unknown", .missing, or: .unprocessable, "There is no such sale, or it is of a store where the caller may not act.",
        do: "Look the receipt up.")
    package static let saleExists = Refusal("sale.exists", .conflict, "There is a sale with this id.", do: "Use another id.")
    package static let saleOutOfStock = Refusal(
        "sale.out-of-stock", .conflict, "Somebody else was first: there is not enough left.", do: "Tell the customer; sell what is there.")
    package static let saleNotSellable = Refusal(
        "sale.not-sellable", .conflict, "What is left has expired or is blocked.", do: "Take it off the shelf; sell something else.")
    package static let salePaymentsDiffer = Refusal(
        "sale.payments-differ", .unprocessable, "The payments don't come to what is due.", do: "Settle again; a new id.")
    package static let saleNoPrice = Refusal(
        "sale.no-price", .unprocessable, "The product has no price in the store.", do: "Set one, or send it with the line.")
    package static let saleDiscountTooLarge = Refusal(
        "sale.discount-too-large", .unprocessable, "Discounts are more than what the line costs.", do: "Mend the line; a new id.")
    package static let receiptNumberGiven = Refusal(
        "receipt.number-given", .unprocessable, "Tills number their receipts; those of requests are numbered here.",
        do: "Leave `receipt_number` out.")
    package static let receiptNumbersExhausted = Refusal(
        "receipt.numbers-exhausted", .unprocessable, "The series has no number left.", do: "Enrol the device anew.")
    package static let refundTooMuch = Refusal(
        "refund.too-much", .conflict, "More would come back than was sold.", do: "Read the sale again.")
    package static let refundNothingLeft = Refusal(
        "refund.nothing-left", .conflict, "All of it has come back already.", do: "Read the sale again.")
    package static let refundUnknownLine = Refusal(
        "refund.unknown-line", .unprocessable, "The sale has no such line.", do: "Read the sale again.")
}
