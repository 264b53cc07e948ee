/// A currency of ISO 4217 by its three-letter code; knows how many decimal digits its minor unit has.
///
/// Source: ISO 4217 list one as of 2026 (SIX, the maintenance agency). Codes without a minor unit (`XAU`, `XXX`, …) count whole units.
/// Of list three, what has been withdrawn, the widely used ones are known, so that old documents can be read and what was sold by them come
/// back; nothing new should be sold in them (`isWithdrawn`).
/// A document names its currency once; the amounts inside it are `Money` without one.
public struct Currency: Hashable, Sendable {
    /// The three ASCII letters, the first one highest: the order of the numbers is the order of the texts.
    let packed: UInt32

    /// How many decimal digits the minor unit has: 2 for most, 0 (`JPY`), 3 (`KWD`) or 4 (`CLF`).
    public var minorDigits: Int {
        if Self.withoutMinorUnit.contains(packed) { return 0 }
        if Self.withThreeDigits.contains(packed) { return 3 }
        return Self.withFourDigits.contains(packed) ? 4 : 2
    }

    /// nil unless `code` is one of the current list, or a known one that was withdrawn, in capitals.
    public init?(code: some StringProtocol) {
        guard let packed = Self.pack(code.utf8), Self.known.contains(packed) || Self.withdrawn.contains(packed) else { return nil }
        self.packed = packed
    }

    /// Whether it has left the list: `BGN` with 2026, `HRK` with 2023.
    public var isWithdrawn: Bool { Self.withdrawn.contains(packed) }

    /// `XXX`: there is none. Its amounts are whole units of whatever they are.
    public static let none = Currency(packed: 0x58_58_58)

    /// The three capital letters.
    public var code: String {
        String(decoding: [16, 8, 0].map { UInt8(truncatingIfNeeded: packed >> UInt32($0)) }, as: UTF8.self)
    }

    /// Every currency of the current list, by code.
    public static var all: [Currency] { known.sorted().map(Currency.init(packed:)) }

    private init(packed: UInt32) {
        self.packed = packed
    }

    private static func pack(_ text: some Sequence<UInt8>) -> UInt32? {
        var packed: UInt32 = 0
        var count = 0
        for byte in text {
            guard (0x41...0x5A).contains(byte), count < 3 else { return nil }
            packed = packed << 8 | UInt32(byte)
            count += 1
        }
        return count == 3 ? packed : nil
    }

    private static func set(_ codes: String) -> Set<UInt32> {
        Set(codes.split(whereSeparator: \.isWhitespace).compactMap { pack($0.utf8) })
    }

    private static func codes(in table: String) -> Set<UInt32> {
        Set(table.split(whereSeparator: \.isWhitespace).compactMap { pack($0.prefix(3).utf8) })
    }

    private static let known = codes(in: numbers)
    private static let withdrawn = codes(in: withdrawnNumbers)
    private static let withoutMinorUnit = set(
        """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX
        BEF BYR ESP GRD ITL LUF PTE
        """)
    private static let withThreeDigits = set("BHD IQD JOD KWD LYD OMR TND")
    private static let withFourDigits = set("CLF UYW")
}

extension Currency: Comparable, CustomStringConvertible {
    /// In the order of the codes.
    public static func < (left: Self, right: Self) -> Bool { left.packed < right.packed }

    /// The code.
    public var description: String { code }
}
