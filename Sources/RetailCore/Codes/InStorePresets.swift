/// Patterns that GS1 organisations recommend. Numbers they leave to the shop (in Germany 20, 21, 24, 27) are in none of them.
extension InStoreTable {
    /// 22 and 23 price, 25 and 26 count, 28 and 29 weight; verifier digit.
    ///
    /// Source: GS1 Germany, "Die Globale Artikelnummer (GTIN) in der Anwendung".
    public static let germany = preset([
        ("22", "23", "PPPPPPCVVVVV", .price, 2), ("25", "26", "PPPPPPCVVVVV", .count, 0), ("28", "29", "PPPPPPCVVVVV", .weight, 3),
    ])

    /// 20 price; verifier digit.
    ///
    /// Source: GS1 UK, "How to barcode variable measure items".
    public static let greatBritain = preset([("20", "20", "PPPPPPPCVVVV", .price, 2)])

    /// 21 to 24 price; 26 and 28 weight with six digits, 27 with five; no verifier digit.
    ///
    /// Source: GS1 Denmark, "GTIN-13 pris" and "GTIN-13 vægt".
    public static let denmark = preset([
        ("21", "24", "PPPPPPVVVVVV", .price, 2), ("26", "26", "PPPPPPVVVVVV", .weight, 3), ("27", "27", "PPPPPPPVVVVV", .weight, 3),
        ("28", "28", "PPPPPPVVVVVV", .weight, 3),
    ])

    /// 20 to 22 price with 2, 1 and 0 decimals, 23 to 25 weight with 3, 2 and 1; no verifier digit.
    ///
    /// Source: GS1 Sweden, variable weight numbers.
    public static let sweden = preset(nordicPrices + nordicWeights)

    /// As in Sweden. No specification of GS1 Norway's is public; goods on sale there keep to these rules.
    public static let norway = sweden

    /// 23 to 25 weight with 3, 2 and 1 decimals; no verifier digit.
    ///
    /// Source: GS1 Finland, "How to identify a product with a GTIN".
    public static let finland = preset(nordicWeights)

    /// Of Estonia, Latvia and Lithuania, which share their numbers: 23 to 25 weight with 3, 2 and 1 decimals; no verifier digit.
    ///
    /// Source: GS1 Latvia, "Variable measure in Latvia".
    public static let baltic = preset(nordicWeights)

    private static let nordicPrices: [Row] = [
        ("20", "20", "PPPPPPPPVVVV", .price, 2), ("21", "21", "PPPPPPPPVVVV", .price, 1), ("22", "22", "PPPPPPPPVVVV", .price, 0),
    ]
    private static let nordicWeights: [Row] = [
        ("23", "23", "PPPPPPPPVVVV", .weight, 3), ("24", "24", "PPPPPPPPVVVV", .weight, 2), ("25", "25", "PPPPPPPPVVVV", .weight, 1),
    ]

    private static let presets = [
        "DE": germany, "DK": denmark, "EE": baltic, "FI": finland, "GB": greatBritain, "LT": baltic, "LV": baltic, "NO": norway,
        "SE": sweden,
    ]

    /// The countries that have a preset, by ISO 3166 code.
    public static let countries = presets.keys.sorted()

    /// By ISO 3166 code; nil where none is known.
    public static func preset(country: String) -> InStoreTable? { presets[country] }

    private typealias Row = (first: String, last: String, layout: String, measure: InStorePattern.Measure, decimals: Int)

    private static func preset(_ rows: [Row]) -> InStoreTable {
        var patterns: [InStorePattern] = []
        for row in rows {
            let verifier: InStorePattern.Verifier = row.layout.contains("C") ? .gs1 : .none
            guard
                let pattern = try? InStorePattern(
                    from: row.first, to: row.last, layout: row.layout, row.measure, decimals: row.decimals, verifier: verifier)
            else { continue }
            patterns.append(pattern)
        }
        return (try? InStoreTable(patterns)) ?? .none
    }
}
