import RetailCore

/// What of a sold line came from which batch.
struct PickedBatch {
    var batch: ID<Batch>
    var quantity: Quantity

    /// Of `batch:thousandths:how`, with blanks between, as a line stores them. What is none of ours is passed over.
    static func read(_ picks: String) -> [PickedBatch] {
        picks.split(separator: " ").compactMap { text in
            let fields = text.split(separator: ":")
            guard fields.count == 3, let batch = ID<Batch>(fields[0]), let milli = Int64(fields[1]), milli > 0 else { return nil }
            return PickedBatch(batch: batch, quantity: Quantity(milli: milli))
        }
    }

    /// Without the first `skipping` of them, which is not below zero.
    static func left(of picked: [PickedBatch], skipping: Quantity) -> [PickedBatch] {
        var skip = skipping.milli
        return picked.compactMap { part in
            let skipped = min(skip, part.quantity.milli)
            skip -= skipped
            return part.quantity.milli > skipped
                ? PickedBatch(batch: part.batch, quantity: Quantity(milli: part.quantity.milli - skipped)) : nil
        }
    }
}
