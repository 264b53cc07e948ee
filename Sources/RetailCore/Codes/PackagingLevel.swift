extension GTIN {
    /// The first of the 14 digits: 0 a unit of its own number, 1 to 8 a packaging level of `unit`, 9 an article of variable measure.
    ///
    /// Source: GS1 General Specifications, 2.1.6 (GTIN-14, indicator digit).
    public var indicator: Int { Int(value / 10_000_000_000_000) }

    /// Whether the price depends on a measure that goes with the number (indicator 9).
    public var isVariableMeasure: Bool { indicator == 9 }

    /// The article without its packaging: the indicator becomes 0, the check digit follows.
    public var unit: GTIN {
        let body = value % 10_000_000_000_000 / 10
        return GTIN(body: body)
    }

    /// The case, carton or pallet of packaging level 1 to 8 around this unit.
    ///
    /// - Throws: `GTINError.wrongIndicator` for another level, or where this is no unit itself.
    public func packaged(level: Int) throws(GTINError) -> GTIN {
        guard (1...8).contains(level), indicator == 0 else { throw .wrongIndicator(level) }
        return GTIN(body: Int64(level) * 1_000_000_000_000 + value / 10)
    }
}
