/// A unit that goods are counted or measured in, by its code of UN/ECE Recommendation 20.
///
/// Source: UN/ECE Recommendation 20, revision 17, for codes and symbols; the international yard and pound agreement of 1959 (yard 0.9144 m, pound
/// 0.45359237 kg), the US gallon of 231 cubic inches and the imperial gallon of 4.54609 l for the exact factors.
public struct UnitOfMeasure: Hashable, Sendable {
    /// What is measured. Only units of one dimension convert into each other.
    public enum Dimension: String, Sendable, CaseIterable {
        /// Of one dimension units convert into each other, count apart from all that is measured.
        case count, mass, volume, length, area, time
    }

    /// Two or three letters and digits: `C62`, `KGM`, `LTR`.
    public let code: String
    /// What it measures.
    public let dimension: Dimension
    /// What labels show: `kg`; for counted units a word.
    public let symbol: String
    /// How many of the dimension's base unit (piece, kilogram, litre, metre, square metre, second) one is.
    let factor: Fraction

    private init(_ code: String, _ dimension: Dimension, _ symbol: String, _ numerator: Int128, over divisor: Int128 = 1) {
        self.code = code
        self.dimension = dimension
        self.symbol = symbol
        factor = Fraction(numerator, over: divisor)
    }

    /// nil unless it is the code of a unit in `all`, in capitals.
    public init?(code: some StringProtocol) {
        guard let known = Self.byCode[String(code)] else { return nil }
        self = known
    }

    /// By code.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    /// By code.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
    }

    /// One piece.
    public static let one = UnitOfMeasure("C62", .count, "pc", 1)
    /// 1 kg.
    public static let kilogram = UnitOfMeasure("KGM", .mass, "kg", 1)
    /// 1/1000 kg.
    public static let gram = UnitOfMeasure("GRM", .mass, "g", 1, over: 1000)
    /// The avoirdupois pound, 453.59237 g.
    public static let pound = UnitOfMeasure("LBR", .mass, "lb", 45_359_237, over: 100_000_000)
    /// The avoirdupois ounce, 1/16 pound.
    public static let ounce = UnitOfMeasure("ONZ", .mass, "oz", 45_359_237, over: 1_600_000_000)
    /// 1 l.
    public static let litre = UnitOfMeasure("LTR", .volume, "l", 1)
    /// 1/1000 l.
    public static let millilitre = UnitOfMeasure("MLT", .volume, "ml", 1, over: 1000)
    /// 1 m.
    public static let metre = UnitOfMeasure("MTR", .length, "m", 1)
    /// 1/100 m.
    public static let centimetre = UnitOfMeasure("CMT", .length, "cm", 1, over: 100)
    /// 1 m².
    public static let squareMetre = UnitOfMeasure("MTK", .area, "m²", 1)

    /// Every unit that is known here, by dimension, in rising size within it.
    public static let all: [UnitOfMeasure] = [
        one, .init("H87", .count, "pc", 1), .init("EA", .count, "ea", 1), .init("PR", .count, "pair", 2), .init("DZN", .count, "dozen", 12),
        .init("CEN", .count, "hundred", 100), .init("GRO", .count, "gross", 144), .init("MIL", .count, "thousand", 1000),
        .init("MGM", .mass, "mg", 1, over: 1_000_000), .init("CGM", .mass, "cg", 1, over: 100_000), gram,
        .init("DJ", .mass, "dag", 1, over: 100), ounce, .init("HGM", .mass, "hg", 1, over: 10), pound, kilogram,
        .init("STI", .mass, "st", 45_359_237 * 14, over: 100_000_000), .init("DTN", .mass, "dt", 100), .init("TNE", .mass, "t", 1000),
        millilitre, .init("CMQ", .volume, "cm³", 1, over: 1000), .init("CLT", .volume, "cl", 1, over: 100),
        .init("OZI", .volume, "fl oz (UK)", 454_609, over: 16_000_000),
        .init("OZA", .volume, "fl oz (US)", 3_785_411_784, over: 128_000_000_000), .init("DLT", .volume, "dl", 1, over: 10),
        .init("PTL", .volume, "liq pt (US)", 3_785_411_784, over: 8_000_000_000), .init("PTI", .volume, "pt (UK)", 454_609, over: 800_000),
        .init("QTL", .volume, "liq qt (US)", 3_785_411_784, over: 4_000_000_000), litre, .init("DMQ", .volume, "dm³", 1),
        .init("QTI", .volume, "qt (UK)", 454_609, over: 400_000), .init("GLL", .volume, "gal (US)", 3_785_411_784, over: 1_000_000_000),
        .init("GLI", .volume, "gal (UK)", 454_609, over: 100_000), .init("A44", .volume, "dal", 10), .init("HLT", .volume, "hl", 100),
        .init("MTQ", .volume, "m³", 1000),
        .init("MMT", .length, "mm", 1, over: 1000), centimetre, .init("INH", .length, "in", 254, over: 10_000),
        .init("DMT", .length, "dm", 1, over: 10), .init("FOT", .length, "ft", 3048, over: 10_000),
        .init("YRD", .length, "yd", 9144, over: 10_000),
        metre, .init("KMT", .length, "km", 1000),
        .init("MMK", .area, "mm²", 1, over: 1_000_000), .init("CMK", .area, "cm²", 1, over: 10_000),
        .init("INK", .area, "in²", 64_516, over: 100_000_000), .init("DMK", .area, "dm²", 1, over: 100),
        .init("FTK", .area, "ft²", 9_290_304, over: 100_000_000), .init("YDK", .area, "yd²", 83_612_736, over: 100_000_000), squareMetre,
        .init("SEC", .time, "s", 1), .init("MIN", .time, "min", 60), .init("HUR", .time, "h", 3600), .init("DAY", .time, "d", 86_400),
    ]

    private static let byCode: [String: UnitOfMeasure] = {
        var byCode: [String: UnitOfMeasure] = [:]
        for unit in all { byCode[unit.code] = unit }
        return byCode
    }()
}

extension UnitOfMeasure: CustomStringConvertible {
    /// The code of UN/ECE Recommendation 20.
    public var description: String { code }
}
