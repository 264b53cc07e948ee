/// What a field of an operation may say, where that is finer than the operation's own permission and store.
struct FieldRule: Sendable {
    let field: String
    /// Who asks by request is refused beyond this.
    let byRequest: String
    /// What a till brings is a fact; where it is no fact but a wish, it is refused alike.
    let byPush: String

    init(_ field: String, _ byRequest: String, push byPush: String = "the same") {
        (self.field, self.byRequest, self.byPush) = (field, byRequest, byPush)
    }
}

/// Field by field: the table of `docs/permissions.md`. A test holds it against the schemas: a field that names something (a UUID) and has
/// no rule here fails it.
enum FieldRules {
    private static let made = "made by the caller; refused where it is there already"
    private static let own = "one of the caller's own stores, else `access.store-scope`"
    private static let ofTill = "the till's own; another one is refused (`access.store-scope`)"
    private static let inChain = "one of the chain's"
    private static let givenStores = "within the giver's own; empty (every store) only for who may act in every store"

    static let all: [String: [FieldRule]] = [
        "sale.complete/1": [
            FieldRule("id", made), FieldRule("store_id", own, push: ofTill),
            FieldRule(
                "register_id", "a register of the store, else `register.unknown`",
                push: "taken; flagged `register_foreign` or `register_unknown`"),
            FieldRule(
                "staff_id", "a person: oneself, else `staff.not-yourself`; a key: somebody who works in the store, else `staff.unknown`",
                push: "taken; flagged `staff_unknown`, `staff_foreign` or `staff_dismissed`"),
            FieldRule(
                "customer_id", "any of the chain's (a customer is served everywhere), else `customer.unknown`",
                push: "taken; flagged `customer_unknown`"),
            FieldRule(
                "receipt_number", "none: they are numbered here, else `receipt.number-given`",
                push: "taken; flagged `receipt_gap` or `receipt_repeated`"),
            FieldRule("lines.product_id", inChain + ", else `product.unknown`"),
            FieldRule(
                "lines.unit_price_minor", "the listed price, or `sale.override_price`", push: "taken; flagged `price_differs`"),
            FieldRule("lines.shelf_minor", "price times quantity, or `sale.override_price`", push: "taken; flagged `price_differs`"),
            FieldRule("lines.loyalty_discount_minor", "none, or `sale.override_price`", push: "taken"),
            FieldRule("lines.coupon_discount_minor", "none, or `sale.override_price`", push: "taken"),
            FieldRule("lines.promotion_discount_minor", "none, or `sale.override_price`", push: "taken"),
            FieldRule("lines.manual_discount_minor", "none, or `sale.override_price`", push: "taken"),
            FieldRule("lines.tax_minor", "that of the product's tax class, or `sale.override_price`", push: "taken; flagged `tax_differs`"),
            FieldRule("lines.maker_coupon_minor", "a means of payment: what the payments say"),
        ],
        "sale.refund/1": [
            FieldRule("id", made), FieldRule("store_id", own, push: ofTill),
            FieldRule(
                "register_id", "a register of the store, else `register.unknown`",
                push: "taken; flagged `register_foreign` or `register_unknown`"),
            FieldRule(
                "staff_id", "a person: oneself, else `staff.not-yourself`; a key: somebody who works in the store, else `staff.unknown`",
                push: "taken; flagged `staff_unknown`, `staff_foreign` or `staff_dismissed`"),
            FieldRule(
                "sale_id", "a sale of the caller's own stores, else `sale.unknown`",
                push: "a sale of the chain; of another store: taken, flagged `sale_foreign`"),
            FieldRule(
                "receipt_number", "none: they are numbered here, else `receipt.number-given`",
                push: "taken; flagged `receipt_gap` or `receipt_repeated`"),
        ],
        "stock.receive/1": [
            FieldRule("store_id", own, push: ofTill), FieldRule("lines.product_id", inChain),
            FieldRule("lines.cost_minor", "the same as of `unit_cost_minor`"),
            FieldRule("lines.unit_cost_minor", "whoever takes goods in reads the invoice: no `cost.read` needed"),
        ],
        "stock.adjust/1": [FieldRule("store_id", own, push: ofTill), FieldRule("product_id", inChain)],
        "product.create/1": [
            FieldRule("products.id", made), FieldRule("products.category_id", inChain), FieldRule("products.tax_class_id", inChain),
        ],
        "product.update/1": [
            FieldRule("product_id", inChain), FieldRule("category_id", inChain), FieldRule("tax_class_id", inChain),
        ],
        "price.set/1": [
            FieldRule("product_id", inChain),
            FieldRule("store_id", own + "; left out (the chain's price) only for who may act in every store"),
        ],
        "category.create/1": [FieldRule("categories.id", made), FieldRule("categories.parent_id", inChain)],
        "tax_class.create/1": [FieldRule("id", made)],
        "customer.create/1": [
            FieldRule("customers.id", made),
            FieldRule("customers.home_store_id", own + "; left out: known to no till", push: ofTill),
        ],
        "store.create/1": [FieldRule("id", made)],
        "register.create/1": [FieldRule("id", made), FieldRule("store_id", own)],
        "role.put/1": [
            FieldRule("permissions", "all that the role had and gets are the caller's own", push: "refused: no device may")
        ],
        "device.revoke/1": [FieldRule("device_id", "a device of " + own, push: "refused: no device may")],
        "staff.create/1": [
            FieldRule("id", made), FieldRule("role", "a role with no permission that the hirer lacks; owner: by owners"),
            FieldRule("store_ids", givenStores),
        ],
        "staff.update/1": [
            FieldRule("staff_id", "somebody who has nothing that the caller lacks"),
            FieldRule("role", "a role with no permission that the caller lacks; owner: by owners; the last owner stays"),
            FieldRule("store_ids", givenStores),
        ],
        "staff.dismiss/1": [FieldRule("staff_id", "somebody who has nothing that the caller lacks; the last owner stays")],
        "staff.rehire/1": [FieldRule("staff_id", "somebody who will have nothing that the caller lacks")],
        "staff.reset_password/1": [FieldRule("staff_id", "somebody who has nothing that the caller lacks")],
        "staff.change_password/1": [],
        "api_key.create/1": [
            FieldRule("role", "a role with no permission that the maker lacks; never owner or device"), FieldRule("store_ids", givenStores),
        ],
        "api_key.revoke/1": [FieldRule("api_key_id", "a key that the caller could have made")],
        "device.create_code/1": [
            FieldRule("store_id", own + "; the maker has all that a device has"),
            FieldRule("register_id", "a register of the store, else `register.unknown`"),
        ],
        "device.end_code/1": [FieldRule("device_id", "a code that the caller could have made")],
    ]
}
