/// How long goods have to keep still when they are received.
public struct ShelfLifeRule: Hashable, Sendable {
    /// Days from the day of receipt to the expiry.
    public let minimumDays: Int
    /// The least part of the whole life from production to expiry, in hundredths of a percent (6667: two thirds, as contracts with
    /// grocery chains have it); 0: none. Applies where the day of production is known.
    public let minimumShare: Int

    /// - Throws: `receiving.bad-rule` (`unprocessable`) outside 0 … 36,500 days or 0 … 10,000 hundredths of a percent.
    public init(minimumDays: Int, minimumShare: Int = 0) throws(Fault) {
        guard (0...36_500).contains(minimumDays), (0...10_000).contains(minimumShare) else {
            throw Fault(.unprocessable, "receiving.bad-rule", "A shelf life is asked for in days, or as a part of the whole.")
        }
        self.minimumDays = minimumDays
        self.minimumShare = minimumShare
    }

    /// What becomes of a delivery.
    public enum Verdict: Hashable, Sendable {
        /// It lasts long enough.
        case accepted
        /// By so many days, above zero.
        case tooShort(missingDays: Int)
        /// Its last day is over.
        case expired
    }

    /// - Parameter expiry: nil: it keeps.
    /// - Parameter produced: nil, or not before the expiry: unknown, and only the days count.
    public func verdict(expiry: Day?, produced: Day? = nil, receivedOn day: Day) -> Verdict {
        guard let expiry else { return .accepted }
        let left = Int(expiry.number) - Int(day.number)
        guard left >= 0 else { return .expired }
        var needed = minimumDays
        if let produced, produced < expiry {
            let life = Int(expiry.number) - Int(produced.number)
            // Whole days, rounded up: 36.5 days needed are not had with 36.
            needed = max(needed, (life * minimumShare + 9999) / 10_000)
        }
        return left >= needed ? .accepted : .tooShort(missingDays: needed - left)
    }
}
