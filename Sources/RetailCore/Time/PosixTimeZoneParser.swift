extension PosixTimeZone {
    /// - Parameter extendedHours: whether changes may lie −167 to 167 hours from midnight (TZif version 3 on), not just 0 to 24.
    /// - Throws: `malformedFooter`, `offsetOutOfRange`.
    init(_ text: some Sequence<UInt8>, extendedHours: Bool) throws(TimeZoneError) {
        var parser = PosixTimeZoneParser(Array(text), extendedHours: extendedHours)
        self = try parser.parse()
    }
}

/// Reads the string from left to right; everything has to be consumed.
private struct PosixTimeZoneParser {
    private let bytes: [UInt8]
    private let extendedHours: Bool
    private var position = 0

    init(_ bytes: [UInt8], extendedHours: Bool) {
        self.bytes = bytes
        self.extendedHours = extendedHours
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func parse() throws(TimeZoneError) -> PosixTimeZone {
        try skipName()
        let standard = -(try time(maximumHours: 24, signed: true))
        guard next != nil else { return PosixTimeZone(standardOffset: standard, daylight: nil) }
        try skipName()
        let daylight = next == 0x2C ? standard + 3600 : -(try time(maximumHours: 24, signed: true))
        guard daylight.magnitude < TimeZoneRules.offsetLimit else { throw .offsetOutOfRange }
        try expect(0x2C)
        let starts = try change()
        try expect(0x2C)
        let ends = try change()
        guard next == nil else { throw .malformedFooter }
        return PosixTimeZone(standardOffset: standard, daylight: .init(offset: daylight, starts: starts, ends: ends))
    }

    /// Three or more letters, or letters, digits and signs between angle brackets.
    private mutating func skipName() throws(TimeZoneError) {
        let quoted = next == 0x3C
        if quoted { position += 1 }
        let start = position
        while let byte = next {
            let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            guard isLetter || (quoted && ((0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D)) else { break }
            position += 1
        }
        guard position - start >= 3 else { throw .malformedFooter }
        if quoted { try expect(0x3E) }
    }

    /// `h`, `h:mm` or `h:mm:ss`, with a sign where one may stand; in seconds.
    private mutating func time(maximumHours: Int, signed: Bool) throws(TimeZoneError) -> Int {
        var sign = 1
        if signed, next == 0x2B || next == 0x2D {
            sign = next == 0x2D ? -1 : 1
            position += 1
        }
        var seconds = try number(in: 0...maximumHours) * 3600
        for unit in [60, 1] {
            guard next == 0x3A else { break }
            position += 1
            seconds += try number(in: 0...59) * unit
        }
        return sign * seconds
    }

    private mutating func change() throws(TimeZoneError) -> PosixTimeZone.Change {
        let on: PosixTimeZone.Change.On
        switch next {
        case 0x4D:
            position += 1
            let month = try number(in: 1...12)
            try expect(0x2E)
            let week = try number(in: 1...5)
            try expect(0x2E)
            on = .weekday(month: month, week: week, weekday: try number(in: 0...6))
        case 0x4A:
            position += 1
            on = .dayWithoutLeap(try number(in: 1...365))
        default:
            on = .dayWithLeap(try number(in: 0...365))
        }
        guard next == 0x2F else { return .init(on: on, seconds: 7200) }
        position += 1
        return .init(on: on, seconds: try time(maximumHours: extendedHours ? 167 : 24, signed: extendedHours))
    }

    /// One to three digits.
    private mutating func number(in range: ClosedRange<Int>) throws(TimeZoneError) -> Int {
        var value = 0
        var digits = 0
        while let byte = next, (0x30...0x39).contains(byte) {
            value = value * 10 + Int(byte - 0x30)
            digits += 1
            guard digits <= 3 else { throw .malformedFooter }
            position += 1
        }
        guard digits > 0, range.contains(value) else { throw .malformedFooter }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(TimeZoneError) {
        guard next == byte else { throw .malformedFooter }
        position += 1
    }
}
