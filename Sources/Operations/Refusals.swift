import RetailCore

extension Refusal {
    /// Sums that outgrow what can be.
    package static let sums = [quantityOverflow, moneyOverflow, numberOverflow]
    /// More than the giver has (`Authority.hand`).
    package static let handing = [accessForbidden, accessStoreScope]
    package static let amountTooLarge = Refusal(
        "amount.too-large", .unprocessable, "Quantity and price make more than an amount can be.", do: "Look for the typing error.")
    package static let moneyOverflow = Refusal(
        "money.overflow", .unprocessable, "Amounts add up to more than 64 bits hold.", do: "Look for the typing error.")
    package static let quantityOverflow = Refusal(
        "quantity.overflow", .unprocessable, "Quantities add up to more than 64 bits hold.", do: "Look for the typing error.")
    package static let numberOverflow = Refusal(
        "number.overflow", .unprocessable, "A number outgrew what can be computed.", do: "Look for the typing error.")
    package static let accessForbidden = Refusal("access.forbidden", .forbidden, "A permission is missing.", do: "Ask somebody who has it.")
    package static let accessStoreScope = Refusal(
        "access.store-scope", .forbidden, "It concerns a store, or the chain, where the caller may not act.", do: "Ask somebody who may.")
}
