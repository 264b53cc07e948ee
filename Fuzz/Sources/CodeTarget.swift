import RetailCore

/// A scanned code: the first two bytes say how the reader is set and which symbol it was, the rest is the code.
enum CodeTarget {
    private static let countries = ["", "DE", "NO", "SE", "GB", "DK"]
    private static let symbologies: [Symbology] = [
        .ean13, .ean13AddOn, .ean8, .itf14, .gs1Code128, .gs1DataBar, .gs1DataMatrix, .gs1QR, .gs1DotCode,
    ]
    private static let today = Day(number: 20_500)

    static func run(_ bytes: [UInt8]) {
        guard bytes.count > 2 else { return }
        let how = bytes[0]
        let reader = CodeReader(
            today: today, inStore: InStoreTable.preset(country: countries[Int(how) % countries.count]) ?? .none,
            eightDigits: CodeReader.EightDigits.allCases[Int(how >> 3) % CodeReader.EightDigits.allCases.count],
            acceptsPartialLabels: how & 64 != 0, trustsSeparators: how & 128 != 0)
        let code = Array(bytes.dropFirst(2))
        let symbology = bytes[1] < 128 ? nil : symbologies[Int(bytes[1]) % symbologies.count]
        let once = reader.read(code, symbology: symbology)
        Fuzz.expect(reader.read(code, symbology: symbology) == once, "the same code means something else when it is read again")
        if let text = String(validating: code, as: UTF8.self) { _ = try? GTIN(text: text) }
    }
}
