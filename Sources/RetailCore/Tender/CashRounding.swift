/// How the cash part of a total is rounded where the smallest coins are gone. Acts after tax, on a line of its own that carries no tax; in a
/// mixed tender on the cash remainder only.
///
/// With 5 cents (Canada): 1–2 → 0, 3–4 → 5, 6–7 → 5, 8–9 → 10.
public struct CashRounding: Hashable, Sendable {
    /// The smallest coin, in minor units; 1 rounds nothing.
    public let stepMinor: Int64
    /// What decides between two coins.
    public let mode: RoundingMode

    /// No rounding.
    public static let none = CashRounding(step: 1, mode: .halfUp)

    /// - Parameter mode: what decides halves (of 10 cents, say); the modes `up` and `down` favour one side always.
    /// - Throws: `cash.step-out-of-range` (`unprocessable`) outside 1 … 1,000,000.
    public init(stepMinor: Int64, mode: RoundingMode = .halfUp) throws(Fault) {
        guard (1...1_000_000).contains(stepMinor) else {
            throw Fault(.unprocessable, "cash.step-out-of-range", "Cash is rounded to a coin of 1 to 1,000,000 minor units.")
        }
        self.init(step: stepMinor, mode: mode)
    }

    private init(step: Int64, mode: RoundingMode) {
        self.stepMinor = step
        self.mode = mode
    }

    /// What is asked for in cash; negative amounts (cash paid out) round to the opposite of their opposite.
    ///
    /// - Throws: `money.overflow`.
    public func rounded(_ cash: Money) throws(Fault) -> Money {
        try Money(exactly: mode.quotient(of: Int128(cash.minor), by: Int128(stepMinor)) * Int128(stepMinor))
    }

    /// What the rounding line says: the rounded amount minus the exact one.
    ///
    /// - Throws: `money.overflow`.
    public func adjustment(for cash: Money) throws(Fault) -> Money {
        try rounded(cash).subtracting(cash)
    }
}
