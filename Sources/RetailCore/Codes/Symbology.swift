/// The kind of bar code, by the two characters behind `]` that scanners send in front of the data.
///
/// Source: ISO/IEC 15424 (symbology identifiers); GS1 General Specifications, figure 5.1.2-1 (which of them carry GS1 data).
public struct Symbology: Hashable, Sendable {
    /// ASCII, as `C` in `]C1`.
    let letter: UInt8
    /// ASCII, as `1` in `]C1`.
    let modifier: UInt8

    /// nil unless two characters (with or without `]`) that ISO/IEC 15424 knows: `"C1"`, `"]d2"`.
    public init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)
        if bytes.first == 0x5D { bytes.removeFirst() }
        guard bytes.count == 2 else { return nil }
        self.init(letter: bytes[0], modifier: bytes[1])
    }

    init?(letter: UInt8, modifier: UInt8) {
        let isModifier = (0x30...0x39).contains(modifier) || (0x41...0x5A).contains(modifier) || (0x61...0x7A).contains(modifier)
        guard isModifier, Self.name(letter) != nil else { return nil }
        self.letter = letter
        self.modifier = modifier
    }

    private init(_ letter: Unicode.Scalar, _ modifier: Unicode.Scalar) {
        self.letter = UInt8(ascii: letter)
        self.modifier = UInt8(ascii: modifier)
    }

    /// EAN-13, UPC-A and UPC-E.
    public static let ean13 = Symbology("E", "0")
    /// The same with an add-on of two or five digits.
    public static let ean13AddOn = Symbology("E", "3")
    /// EAN-8.
    public static let ean8 = Symbology("E", "4")
    /// ITF-14, interleaved 2 of 5 with a check digit.
    public static let itf14 = Symbology("I", "1")
    /// GS1-128.
    public static let gs1Code128 = Symbology("C", "1")
    /// GS1 DataBar, and GS1 Composite.
    public static let gs1DataBar = Symbology("e", "0")
    /// GS1 DataMatrix.
    public static let gs1DataMatrix = Symbology("d", "2")
    /// GS1 QR Code.
    public static let gs1QR = Symbology("Q", "3")
    /// GS1 DotCode.
    public static let gs1DotCode = Symbology("J", "1")

    /// Whether its data are GS1 elements and nothing else.
    public var carriesElements: Bool {
        [.gs1Code128, .gs1DataBar, .gs1DataMatrix, .gs1QR, .gs1DotCode].contains(self)
    }

    /// For people: `GS1 DataMatrix`, `Code 39`.
    public var name: String {
        switch self {
        case .ean13: "EAN-13, UPC-A or UPC-E"
        case .ean13AddOn: "EAN-13 with add-on"
        case .ean8: "EAN-8"
        case .itf14: "ITF-14"
        case .gs1Code128: "GS1-128"
        case .gs1DataBar: "GS1 DataBar"
        case .gs1DataMatrix: "GS1 DataMatrix"
        case .gs1QR: "GS1 QR Code"
        case .gs1DotCode: "GS1 DotCode"
        default: Self.name(letter) ?? ""
        }
    }

    private static func name(_ letter: UInt8) -> String? {
        switch Unicode.Scalar(letter) {
        case "A": "Code 39"
        case "B": "Telepen"
        case "C": "Code 128"
        case "E": "EAN/UPC"
        case "F": "Codabar"
        case "G": "Code 93"
        case "H": "Code 11"
        case "I": "Interleaved 2 of 5"
        case "J": "DotCode"
        case "K": "Code 16K"
        case "L": "PDF417"
        case "M": "MSI"
        case "O": "Codablock"
        case "P": "Plessey"
        case "Q": "QR Code"
        case "R", "S": "Straight 2 of 5"
        case "T": "Code 49"
        case "U": "MaxiCode"
        case "X": "Other code"
        case "d": "Data Matrix"
        case "e": "GS1 Composite"
        case "h": "Han Xin"
        case "o": "Machine-readable text"
        case "z": "Aztec Code"
        default: nil
        }
    }
}

extension Symbology: CustomStringConvertible {
    /// As scanners send it: `]d2`.
    public var description: String { String(decoding: [0x5D, letter, modifier], as: UTF8.self) }
}
