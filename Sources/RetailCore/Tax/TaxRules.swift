/// Whether prices contain their tax (most of the world) or get it on top (North America).
public enum TaxMode: String, Sendable, CaseIterable {
    /// Contained in the price, or added to it.
    case inclusive, exclusive
}

/// Over what the tax is summed before it is rounded, once.
public enum TaxScope: String, Sendable, CaseIterable {
    /// Each line by itself.
    case line
    /// All lines of one rate (Japan's invoice rule).
    case rate
    /// The whole document.
    case total
}

/// How a document's tax is computed; stamped on the document, since jurisdictions differ and change.
public struct TaxRules: Hashable, Sendable {
    /// Whether prices contain tax.
    public let mode: TaxMode
    /// Over what it is rounded.
    public let scope: TaxScope
    /// How it is rounded.
    public let rounding: RoundingMode

    /// All three are stamped on each document.
    public init(mode: TaxMode, scope: TaxScope, rounding: RoundingMode) {
        self.mode = mode
        self.scope = scope
        self.rounding = rounding
    }
}
