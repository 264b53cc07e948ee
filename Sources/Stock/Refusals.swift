package import Operations
import RetailCore

extension Refusal {
    package static let batchUnknown = Refusal(
        "batch.unknown", .unprocessable, "The product has no such batch.", do: "Look the batch up, or leave it out.")
    package static let batchExists = Refusal(
        "batch.exists", .conflict, "There is a batch with this id.", do: "Use another Idempotency-Key.")
    package static let batchExpiryDiffers = Refusal(
        "batch.expiry-differs", .conflict, "The batch is known with another expiry.", do: "Look at the goods.")
    package static let stockWouldGoNegative = Refusal(
        "stock.would-go-negative", .conflict, "Less is there than would be taken away.", do: "Count again.")
}
