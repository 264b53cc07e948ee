import RetailCore
import Web

extension Problems {
    /// The chain, its catalogue and its customers.
    static let catalogue: [ProblemCode] = [
        ProblemCode("store.unknown", .unprocessable, "There is no such store.", do: "Look the store up."),
        ProblemCode("store.exists", .conflict, "There is a store with this id.", do: "Use another id."),
        ProblemCode("store.code-taken", .conflict, "Another store has this code.", do: "Choose another."),
        ProblemCode("store.unknown-time-zone", .unprocessable, "No time zone is known by this name.", do: "Use an IANA name."),
        ProblemCode("register.unknown", .unprocessable, "The store has no such register.", do: "Look the register up."),
        ProblemCode("register.exists", .conflict, "There is a register with this id.", do: "Use another id."),
        ProblemCode("register.code-taken", .conflict, "Another register of the store has this code.", do: "Choose another."),
        ProblemCode("category.unknown", .unprocessable, "There is no such category.", do: "Look the category up."),
        ProblemCode("category.unknown-parent", .unprocessable, "There is no such parent.", do: "Make parents first."),
        ProblemCode("category.exists", .conflict, "There is a category with this id.", do: "Use another id."),
        ProblemCode("category.name-taken", .conflict, "There is a category of this name under the same parent.", do: "Choose another."),
        ProblemCode("tax-class.unknown", .unprocessable, "There is no such tax class.", do: "Look the tax class up."),
        ProblemCode("tax-class.exists", .conflict, "There is a tax class with this id.", do: "Use another id."),
        ProblemCode("tax-class.name-taken", .conflict, "There is a tax class of this name.", do: "Choose another."),
        ProblemCode("product.unknown", .unprocessable, or: .missing, "There is no such product.", do: "Look the product up."),
        ProblemCode("product.exists", .conflict, "There is a product with this id.", do: "Use another id."),
        ProblemCode("product.sku-taken", .conflict, "Another product has this SKU.", do: "Choose another."),
        ProblemCode("product.gtin-taken", .conflict, "Another product has this GTIN.", do: "Find out whose it is."),
        ProblemCode("product.bad-gtin", .unprocessable, "A GTIN whose check digit or length is wrong.", do: "Scan it again."),
        ProblemCode(
            "product.changed", .stale, "Somebody else changed the product first; `current` has the row.",
            do: "Show it, edit again with its version."),
        ProblemCode("barcode.unknown", .missing, "No product has this code.", do: "Take the product in, or scan again."),
        ProblemCode("customer.unknown", .unprocessable, "There is no such customer.", do: "Look the customer up."),
        ProblemCode("customer.exists", .conflict, "There is a customer with this id.", do: "Use another id."),
        ProblemCode("customer.code-taken", .conflict, "Another customer has this number.", do: "Choose another."),
    ]

    /// Sales, refunds and stock.
    static let trade: [ProblemCode] = [
        ProblemCode(
            "sale.unknown", .missing, or: .unprocessable, "There is no such sale, or it is of a store where the caller may not act.",
            do: "Look the receipt up."),
        ProblemCode("sale.exists", .conflict, "There is a sale with this id.", do: "Use another id."),
        ProblemCode(
            "sale.out-of-stock", .conflict, "Somebody else was first: there is not enough left.",
            do: "Tell the customer; sell what is there."),
        ProblemCode(
            "sale.not-sellable", .conflict, "What is left has expired or is blocked.", do: "Take it off the shelf; sell something else."),
        ProblemCode("sale.payments-differ", .unprocessable, "The payments don't come to what is due.", do: "Settle again; a new id."),
        ProblemCode("sale.no-price", .unprocessable, "The product has no price in the store.", do: "Set one, or send it with the line."),
        ProblemCode(
            "sale.discount-too-large", .unprocessable, "Discounts are more than what the line costs.", do: "Mend the line; a new id."),
        ProblemCode(
            "receipt.number-given", .unprocessable, "Tills number their receipts; those of requests are numbered here.",
            do: "Leave `receipt_number` out."),
        ProblemCode("receipt.numbers-exhausted", .unprocessable, "The series has no number left.", do: "Enrol the device anew."),
        ProblemCode("refund.too-much", .conflict, "More would come back than was sold.", do: "Read the sale again."),
        ProblemCode("refund.nothing-left", .conflict, "All of it has come back already.", do: "Read the sale again."),
        ProblemCode("refund.unknown-line", .unprocessable, "The sale has no such line.", do: "Read the sale again."),
        ProblemCode(
            "amount.too-large", .unprocessable, "Quantity and price make more than an amount can be.", do: "Look for the typing error."),
        ProblemCode("money.overflow", .unprocessable, "Amounts add up to more than 64 bits hold.", do: "Look for the typing error."),
        ProblemCode("quantity.overflow", .unprocessable, "Quantities add up to more than 64 bits hold.", do: "Look for the typing error."),
        ProblemCode("number.overflow", .unprocessable, "A number outgrew what can be computed.", do: "Look for the typing error."),
        ProblemCode("batch.unknown", .unprocessable, "The product has no such batch.", do: "Look the batch up, or leave it out."),
        ProblemCode("batch.exists", .conflict, "There is a batch with this id.", do: "Use another Idempotency-Key."),
        ProblemCode("batch.expiry-differs", .conflict, "The batch is known with another expiry.", do: "Look at the goods."),
        ProblemCode("stock.would-go-negative", .conflict, "Less is there than would be taken away.", do: "Count again."),
    ]
}
