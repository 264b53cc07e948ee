package import Operations
import RetailCore

extension Refusal {
    package static let customerUnknown = Refusal(
        "customer.unknown", .unprocessable, "There is no such customer.", do: "Look the customer up.")
    package static let customerExists = Refusal("customer.exists", .conflict, "There is a customer with this id.", do: "Use another id.")
    package static let customerCodeTaken = Refusal(
        "customer.code-taken", .conflict, "Another customer has this number.", do: "Choose another.")
}
