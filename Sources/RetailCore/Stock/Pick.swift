/// Which batches a quantity was taken from, and how sure that is.
public struct Pick: Hashable, Sendable {
    /// How the batch became known; a recall needs to know.
    public enum How: String, Sendable, CaseIterable {
        /// Somebody scanned it; or it was inferred by the rule.
        case scanned, inferred
    }

    /// What was taken from one batch.
    public struct Part: Hashable, Sendable {
        /// Which batch.
        public let batch: BatchID
        /// Above zero.
        public let quantity: Quantity
        /// How it became known.
        public let how: How

        /// A part that was taken, as it was stored.
        public init(batch: BatchID, quantity: Quantity, how: How) {
            self.batch = batch
            self.quantity = quantity
            self.how = how
        }
    }

    /// In the order taken; the parts and `missing` together are what was wanted.
    public internal(set) var parts: [Part] = []
    /// What no batch could give.
    public internal(set) var missing: Quantity
    /// The scanned batch was past its expiry (its part is taken all the same).
    public internal(set) var scannedIsExpired = false
    /// The scanned batch was blocked (its part is taken all the same).
    public internal(set) var scannedIsBlocked = false
    /// The scanned batch wasn't among those offered.
    public internal(set) var scannedIsUnknown = false

    /// With what another choice made of the missing.
    ///
    /// - Parameter rest: of exactly `missing`, from batches that were not offered before.
    public func completed(by rest: Pick) -> Pick {
        var whole = self
        whole.parts += rest.parts
        whole.missing = rest.missing
        return whole
    }

    init(missing: Quantity) {
        self.missing = missing
    }

    /// Takes as much as is wanted and there; both are above zero before anything is subtracted, so nothing overflows.
    mutating func take(from batch: BatchOnHand, _ how: How) {
        let taken = min(batch.onHand, missing)
        guard taken > .zero else { return }
        parts.append(Part(batch: batch.batch, quantity: taken, how: how))
        missing = Quantity(milli: missing.milli - taken.milli)
    }
}
