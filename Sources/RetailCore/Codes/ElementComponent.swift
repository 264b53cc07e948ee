/// A part of an element's data: `N6:yymmd0`, `X..20`, `[N3]`.
///
/// Source: the notation of the GS1 Barcode Syntax Dictionary.
struct ElementComponent: Sendable {
    enum Characters: Sendable {
        /// N: digits.
        case digits
        /// X: the 82 characters of GS1 General Specifications, figure 7.11-1 (a space is none of them).
        case set82
        /// Y: the 39 characters of figure 7.11-2.
        case set39
        /// Z: the characters of base64url with its padding.
        case set64

        func contains(_ byte: UInt8) -> Bool { Self.classes[Int(byte)] & bit != 0 }

        /// The place of the first byte that is not one of these characters.
        func firstOutside(_ bytes: ArraySlice<UInt8>) -> Int? {
            let classes = Self.classes
            let bit = bit
            return bytes.firstIndex { classes[Int($0)] & bit == 0 }
        }

        private var bit: UInt8 {
            switch self {
            case .digits: 1
            case .set82: 2
            case .set39: 4
            case .set64: 8
            }
        }

        private static let classes: [UInt8] = {
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            let digits = "0123456789"
            var table = [UInt8](repeating: 0, count: 256)
            let sets: [(UInt8, String)] = [
                (1, digits), (2, "!\"%&'()*+,-./:;<=>?_" + digits + letters + letters.lowercased()), (4, "#-/" + digits + letters),
                (8, "-_=" + digits + letters + letters.lowercased()),
            ]
            for (bit, characters) in sets {
                for byte in characters.utf8 { table[Int(byte)] |= bit }
            }
            return table
        }()
    }

    let characters: Characters
    let minimum: Int
    let maximum: Int
    let isOptional: Bool
    let checks: [ElementCheck]

    init?(_ text: Substring) {
        var parts = text.filter { $0 != "[" && $0 != "]" }.split(separator: ":")
        isOptional = text.contains("[")
        guard let shape = parts.first, let kind = shape.first else { return nil }
        switch kind {
        case "N": characters = .digits
        case "X": characters = .set82
        case "Y": characters = .set39
        case "Z": characters = .set64
        default: return nil
        }
        let length = shape.dropFirst()
        guard let maximum = Int(length.drop { $0 == "." }), maximum > 0 else { return nil }
        self.maximum = maximum
        minimum = length.hasPrefix("..") ? 1 : maximum
        parts.removeFirst()
        var checks: [ElementCheck] = []
        for part in parts {
            guard let check = ElementCheck(rawValue: String(part)) else { return nil }
            checks.append(check)
        }
        self.checks = checks
    }
}
