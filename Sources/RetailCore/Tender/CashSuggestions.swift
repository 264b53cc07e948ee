extension Tendered {
    /// The amounts of cash a customer is likely to hand over: the exact one, and what it comes to with each single kind of note or coin. For
    /// the cashier's quick keys; ascending, no amount twice.
    ///
    /// 23.40 with notes of 5, 10, 20, 50 and 100: 23.40, 25.00, 30.00, 40.00, 50.00, 100.00.
    ///
    /// - Parameter due: as it is asked for in cash, rounded already; zero or below suggests nothing.
    /// - Parameter notes: their values; zero and below count for nothing.
    /// - Parameter limit: how many at most; the smallest are kept.
    public static func cashSuggestions(for due: Money, notes: [Money], limit: Int = 6) -> [Money] {
        guard due > .zero, limit > 0 else { return [] }
        var amounts: Set<Money> = [due]
        for note in notes where note > .zero {
            let count = (Int128(due.minor) + Int128(note.minor) - 1) / Int128(note.minor)
            if let amount = Int64(exactly: count * Int128(note.minor)) { amounts.insert(Money(minor: amount)) }
        }
        return Array(amounts.sorted().prefix(limit))
    }
}
