/// A rule for a part of an element's data beyond its characters and length, by the name that GS1's syntax dictionary gives it.
enum ElementCheck: String, Sendable {
    /// Check digit, modulo 10.
    case csum
    /// Check character pair, modulo 1021.
    case csumalpha
    /// A date whose day may be 00.
    case yymmd0
    case yymmdd
    case yyyymmdd
    case hhmi
    case hh
    case mi
    case ss
    case zero
    case nonzero
    case pieceoftotal
    case winding
    case yesno
    case iso5218
    case hyphen
    case pcenc
    case nozeroprefix
    case hasnondigit
    case importeridx
    case latitude
    case longitude
    case posinseqslash
    case iban
    /// Begins with a company prefix: at least four digits.
    case gcppos1

    /// What is wrong with `part`, whose characters and length are already known to be right; nil where nothing is.
    func problem(in part: ArraySlice<UInt8>, year: Int) -> CodeProblem.Code? {
        switch self {
        case .csum: Self.hasCheckDigit(part) ? nil : .wrongCheckDigit
        case .csumalpha: CheckCharacterPair.isRight(part) ? nil : .wrongCheckDigit
        case .yymmd0: GS1Date.day(part, endOfMonth: true, year: year) != nil ? nil : .wrongDate
        case .yymmdd: GS1Date.day(part, endOfMonth: false, year: year) != nil ? nil : .wrongDate
        case .yyyymmdd: GS1Date.longDay(part) != nil ? nil : .wrongDate
        case .hhmi: (part.decimal ?? 9999) / 100 <= 23 && (part.decimal ?? 9999) % 100 <= 59 ? nil : .wrongDate
        case .hh: (part.decimal ?? 99) <= 23 ? nil : .wrongDate
        case .mi, .ss: (part.decimal ?? 99) <= 59 ? nil : .wrongDate
        default: holds(for: part) ? nil : .wrongValue
        }
    }

    private func holds(for part: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .zero: part.allSatisfy { $0 == 0x30 }
        case .nonzero: part.contains { $0 != 0x30 }
        case .pieceoftotal: Self.isPieceOfTotal(part.prefix(part.count / 2).decimal, part.suffix(part.count / 2).decimal)
        case .winding: part.decimal.map { [0, 1, 9].contains($0) } ?? false
        case .yesno: (part.decimal ?? 9) <= 1
        case .iso5218: part.decimal.map { [0, 1, 2, 9].contains($0) } ?? false
        case .hyphen: part.allSatisfy { $0 == 0x2D }
        case .pcenc: PercentCoding.decoded(part, plusIsSpace: false) != nil
        case .nozeroprefix: part.first != 0x30
        case .hasnondigit: part.contains { !Self.isDigit($0) }
        case .importeridx: part.allSatisfy { $0 == 0x2D || ($0 != 0x3D && ElementComponent.Characters.set64.contains($0)) }
        case .latitude: (part.decimal ?? .max) <= 1_800_000_000
        case .longitude: (part.decimal ?? .max) <= 3_600_000_000
        case .posinseqslash: Self.isPositionInSequence(part)
        case .iban: Self.isIBAN(part)
        case .gcppos1: part.count >= 4 && part.prefix(4).allSatisfy(Self.isDigit)
        default: true
        }
    }

    /// Weights 3, 1, 3, 1, … from the right, check digit excluded (GS1 General Specifications, 7.9.1).
    static func hasCheckDigit(_ digits: ArraySlice<UInt8>) -> Bool {
        var sum = 0
        var weight = 1
        for byte in digits.reversed() {
            guard isDigit(byte) else { return false }
            sum += Int(byte - 0x30) * weight
            weight = 4 - weight
        }
        return sum % 10 == 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isPieceOfTotal(_ piece: Int64?, _ total: Int64?) -> Bool {
        guard let piece, let total else { return false }
        return piece >= 1 && piece <= total
    }

    /// `2/3`: neither side zero or with a zero in front, the first no greater than the second.
    private static func isPositionInSequence(_ part: ArraySlice<UInt8>) -> Bool {
        guard let slash = part.firstIndex(of: 0x2F), part.first != 0x30, let position = part[..<slash].decimal,
            let end = part[(slash + 1)...].decimal, part[slash + 1] != 0x30
        else { return false }
        return position <= end
    }

    /// ISO 13616: the first four characters moved behind the rest, letters as 10 to 35, leave 1 modulo 97.
    private static func isIBAN(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.count > 10, part.count <= 34, part.prefix(2).allSatisfy({ (0x41...0x5A).contains($0) }) else { return false }
        var remainder = 0
        for byte in part.dropFirst(4) + part.prefix(4) {
            switch byte {
            case 0x30...0x39: remainder = (remainder * 10 + Int(byte) - 0x30) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(byte) - 0x37) % 97
            default: return false
            }
        }
        return remainder == 1
    }
}
