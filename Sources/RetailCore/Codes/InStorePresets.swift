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

    /// 20 to 22 price with 2, 1 and 0 decimals, 23 to 25 weight with 3, 2 and 1; no verifier digit.
    ///
    /// Source: GS1 Sweden, variable weight numbers.
    public static let sweden = preset([
        ("20", "20", "PPPPPPPPVVVV", .price, 2), ("21", "21", "PPPPPPPPVVVV", .price, 1), ("22", "22", "PPPPPPPPVVVV", .price, 0),
        ("23", "23", "PPPPPPPPVVVV", .weight, 3), ("24", "24", "PPPPPPPPVVVV", .weight, 2), ("25", "25", "PPPPPPPPVVVV", .weight, 1),
    ])

    private static let presets = ["DE": germany, "GB": greatBritain, "SE": sweden]

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
