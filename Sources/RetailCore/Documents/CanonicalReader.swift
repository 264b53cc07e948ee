extension CanonicalValue {
    /// Reads canonical bytes, and nothing that could be written in another way.
    ///
    /// - Throws: `document.not-canonical` (`malformed`).
    public init(bytes: [UInt8]) throws(Fault) {
        var reader = CanonicalReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        // The reader takes what is shaped like JSON; only what writes itself again the same way is canonical.
        guard reader.isAtEnd, (try? value.bytes()) == bytes else { throw CanonicalReader.notCanonical }
        self = value
    }
}

/// Reads the JSON of `CanonicalValue`. White space is an error; what else isn't canonical shows when it is written again.
struct CanonicalReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    static var notCanonical: Fault {
        Fault(.malformed, "document.not-canonical", "The bytes are not those of a canonical document.")
    }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take() throws(Fault) -> UInt8 {
        guard let byte = next else { throw Self.notCanonical }
        position += 1
        return byte
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == character.value else { return false }
        position += 1
        return true
    }

    mutating func value(depth: Int) throws(Fault) -> CanonicalValue {
        guard depth < CanonicalValue.depthLimit, let next else { throw Self.notCanonical }
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["): return .list(try list(depth))
        case UInt8(ascii: "{"): return .object(try object(depth))
        default: return .integer(try integer())
        }
    }

    private mutating func list(_ depth: Int) throws(Fault) -> [CanonicalValue] {
        position += 1
        var elements: [CanonicalValue] = []
        if skip("]") { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
        guard skip("]") else { throw Self.notCanonical }
        return elements
    }

    private mutating func object(_ depth: Int) throws(Fault) -> [String: CanonicalValue] {
        position += 1
        var members: [String: CanonicalValue] = [:]
        if skip("}") { return members }
        repeat {
            guard next == UInt8(ascii: "\"") else { throw Self.notCanonical }
            let name = try string()
            guard skip(":"), members.updateValue(try value(depth: depth + 1), forKey: name) == nil else { throw Self.notCanonical }
        } while skip(",")
        guard skip("}") else { throw Self.notCanonical }
        return members
    }

    private mutating func integer() throws(Fault) -> Int64 {
        let isNegative = skip("-")
        let start = position
        while let next, (0x30...0x39).contains(next) { position += 1 }
        guard let magnitude = bytes[start..<position].decimal else { throw Self.notCanonical }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func string() throws(Fault) -> String {
        position += 1
        var text: [UInt8] = []
        while true {
            let byte = try take()
            if byte == UInt8(ascii: "\"") { break }
            text.append(byte == UInt8(ascii: "\\") ? try escaped() : byte)
        }
        guard let string = String(validating: text, as: UTF8.self) else { throw Self.notCanonical }
        return string
    }

    private mutating func escaped() throws(Fault) -> UInt8 {
        switch try take() {
        case UInt8(ascii: "\""): return 0x22
        case UInt8(ascii: "\\"): return 0x5C
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "u"):
            var code: UInt8 = 0
            for _ in 0..<4 {
                let digit = try take()
                guard code < 0x10, let value = Character(Unicode.Scalar(digit)).hexDigitValue else { throw Self.notCanonical }
                code = code << 4 | UInt8(value)
            }
            guard code < 0x20 else { throw Self.notCanonical }
            return code
        default: throw Self.notCanonical
        }
    }
}
