package import Operations
import RetailCore

extension Refusal {
    package static let categoryUnknown = Refusal(
        "category.unknown", .unprocessable, "There is no such category.", do: "Look the category up.")
    package static let categoryUnknownParent = Refusal(
        "category.unknown-parent", .unprocessable, "There is no such parent.", do: "Make parents first.")
    package static let categoryExists = Refusal("category.exists", .conflict, "There is a category with this id.", do: "Use another id.")
    package static let categoryNameTaken = Refusal(
        "category.name-taken", .conflict, "There is a category of this name under the same parent.", do: "Choose another.")
    package static let taxClassUnknown = Refusal(
        "tax-class.unknown", .unprocessable, "There is no such tax class.", do: "Look the tax class up.")
    package static let taxClassExists = Refusal("tax-class.exists", .conflict, "There is a tax class with this id.", do: "Use another id.")
    package static let taxClassNameTaken = Refusal(
        "tax-class.name-taken", .conflict, "There is a tax class of this name.", do: "Choose another.")
    package static let productUnknown = Refusal(
        "product.unknown", .unprocessable, or: .missing, "There is no such product.", do: "Look the product up.")
    package static let productExists = Refusal("product.exists", .conflict, "There is a product with this id.", do: "Use another id.")
    package static let productSkuTaken = Refusal("product.sku-taken", .conflict, "Another product has this SKU.", do: "Choose another.")
    package static let productGtinTaken = Refusal(
        "product.gtin-taken", .conflict, "Another product has this GTIN.", do: "Find out whose it is.")
    package static let productBadGtin = Refusal(
        "product.bad-gtin", .unprocessable, "A GTIN whose check digit or length is wrong.", do: "Scan it again.")
    package static let productChanged = Refusal(
        "product.changed", .stale, "Somebody else changed the product first; `current` has the row.",
        do: "Show it, edit again with its version.")
}
