import Postgres
import RetailCore

/// What a violated constraint of the tenant's schema means, in the words of the trade. The only such table.
enum ConstraintFaults {
    private static let meanings: [String: (Fault.Kind, String, String)] = [
        "product_sku": (.conflict, "product.sku-taken", "Another product has this SKU."),
        "staff_username_key": (.conflict, "staff.username-taken", "Somebody has this user name already."),
        "staff_pkey": (.conflict, "staff.exists", "There is somebody with this id."),
        "api_key_name": (.conflict, "api-key.name-taken", "There is a key of this name."),
        "store_code_key": (.conflict, "store.code-taken", "Another store has this code."),
        "register_store_id_code_key": (.conflict, "register.code-taken", "Another register of the store has this code."),
        "category_parent_id_name_key": (.conflict, "category.name-taken", "There is a category of this name under the same parent."),
        "tax_class_name_key": (.conflict, "tax-class.name-taken", "There is a tax class of this name."),
        "customer_code_key": (.conflict, "customer.code-taken", "Another customer has this number."),
        "sale_pkey": (.conflict, "sale.exists", "There is a sale with this id."),
        "stock_batch_id_key": (.conflict, "batch.exists", "There is a batch with this id."),
        "sale_line_check": (.conflict, "refund.too-much", "More came back than was sold."),
    ]

    /// Whether the fault says something about the operation itself, which trying again won't change.
    static func means(_ fault: Fault) -> Bool { fault.constraint.map { meanings[$0] != nil } ?? false }

    static func refusal(for fault: Fault) -> Fault {
        if let constraint = fault.constraint, let (kind, code, words) = meanings[constraint] { return Fault(kind, code, words) }
        if fault.kind == .broken {
            return Fault(.broken, "internal.error", "The operation could not be carried out.", diagnosis: fault.diagnosis)
        }
        return fault
    }
}
