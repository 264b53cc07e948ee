import JSON

/// Rules of the fields that sales and refunds share.
extension FieldRule {
    static let register = FieldRule(
        "a register of the store, else `register.unknown`", push: "taken; flagged `register_foreign` or `register_unknown`")
    static let cashier = FieldRule(
        "a person: oneself, else `staff.not-yourself`; a key: somebody who works in the store, else `staff.unknown`",
        push: "taken; flagged `staff_unknown`, `staff_foreign` or `staff_dismissed`")
    static let customer = FieldRule(
        "any of the chain's (a customer is served everywhere), else `customer.unknown`", push: "taken; flagged `customer_unknown`")
    static let receiptNumber = FieldRule(
        "none: they are numbered here, else `receipt.number-given`", push: "taken; flagged `receipt_gap` or `receipt_repeated`")
    static let discount = FieldRule("none, or `sale.override_price`", push: "taken")
}
