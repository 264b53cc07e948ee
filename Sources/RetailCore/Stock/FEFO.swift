/// What a store has of one batch, as far as choosing one needs to know.
public struct BatchOnHand: Hashable, Sendable {
    /// Which batch.
    public var batch: BatchID
    /// The last day it may be sold; nil where it keeps.
    public var expiry: Day?
    /// When it came in.
    public var receivedAt: Instant
    /// Zero or below: nothing to take.
    public var onHand: Quantity
    /// Quarantined, recalled, or otherwise not to be sold.
    public var isBlocked: Bool

    /// What is known of the batch at the moment of choosing.
    public init(batch: BatchID, expiry: Day?, receivedAt: Instant, onHand: Quantity, isBlocked: Bool) {
        self.batch = batch
        self.expiry = expiry
        self.receivedAt = receivedAt
        self.onHand = onHand
        self.isBlocked = isBlocked
    }
}

/// Which batch goes first where nobody scanned one.
public enum PickRule: String, Sendable, CaseIterable {
    /// First expired, first out: by expiry (batches that keep come last), time of receipt, batch id.
    case fefo
    /// First in, first out: by time of receipt, batch id.
    case fifo

    func precedes(_ left: BatchOnHand, _ right: BatchOnHand) -> Bool {
        if self == .fefo, left.expiry != right.expiry {
            guard let leftExpiry = left.expiry else { return false }
            guard let rightExpiry = right.expiry else { return true }
            return leftExpiry < rightExpiry
        }
        return left.receivedAt != right.receivedAt ? left.receivedAt < right.receivedAt : left.batch < right.batch
    }
}

extension Pick {
    /// Decides which batches a sold quantity came from; changes nothing.
    ///
    /// A scanned batch comes first, whatever its state, because the goods are in the customer's hands: it gives what it has, and `Pick` says if
    /// it was expired or blocked. The rest is inferred by `rule`, greedily, never from a batch that is blocked, expired on `day` or has fewer
    /// than `minimumDaysLeft` days to go (0: the day of expiry itself still counts; below 0 is 0). What no batch can give is `missing`.
    ///
    /// - Parameter wanted: zero or below wants nothing.
    public init(
        _ wanted: Quantity, from batches: [BatchOnHand], scanned: BatchID?, rule: PickRule, onDay day: Day, minimumDaysLeft: Int = 0
    ) {
        self.init(missing: max(wanted, .zero))
        if let scanned {
            let named = batches.filter { $0.batch == scanned }
            scannedIsUnknown = named.isEmpty
            scannedIsBlocked = named.contains(where: \.isBlocked)
            scannedIsExpired = named.contains { $0.isExpired(by: day) }
            for batch in named { take(from: batch, .scanned) }
        }
        guard missing > .zero else { return }
        let earliestExpiry = day.advanced(by: max(0, minimumDaysLeft))
        let usable = batches.filter { !$0.isBlocked && !$0.isExpired(by: earliestExpiry) && $0.batch != scanned && $0.onHand > .zero }
        for batch in usable.sorted(by: rule.precedes) {
            take(from: batch, .inferred)
            if missing == .zero { break }
        }
    }
}

extension BatchOnHand {
    /// Whether `day` is past the last day it may be sold.
    public func isExpired(by day: Day) -> Bool {
        expiry.map { $0 < day } ?? false
    }
}
