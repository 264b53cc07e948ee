/// What a hashed document is made of, and the one way to write it as bytes.
///
/// The bytes are those of the JSON Canonicalization Scheme (RFC 8785) for a document of objects, lists, strings and integers; nothing else
/// occurs. Any language writes them in a few lines: UTF-8; no white space; an object's members in the order of their names; a member
/// without a value left out; integers as plain digits, between −(2⁵³ − 1) and 2⁵³ − 1, beyond which JSON readers disagree; strings escape
/// `"`, `\` and the 32 control characters only (`\b \t \n \f \r`, else `\u00xx` in lower case). Text is taken as it is, not normalised.
public indirect enum CanonicalValue: Hashable, Sendable {
    /// Text, not normalised.
    case string(String)
    /// A whole number within `integerLimit`.
    case integer(Int64)
    /// Values in order.
    case list([CanonicalValue])
    /// Members; written in the order of their names.
    case object([String: CanonicalValue])

    /// The largest magnitude of an integer (RFC 7493, 2.2).
    public static let integerLimit: Int64 = 9_007_199_254_740_991
    /// How deep lists and objects may lie in each other.
    static let depthLimit = 16

    /// - Throws: `document.number-too-large` (`unprocessable`) for an integer beyond `integerLimit`.
    public func bytes() throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        try append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) throws(Fault) {
        switch self {
        case .string(let text): Self.append(text, to: &bytes)
        case .integer(let value):
            guard value.magnitude <= UInt64(Self.integerLimit) else {
                throw Fault(.unprocessable, "document.number-too-large", "A document holds no number beyond 9007199254740991.")
            }
            bytes.append(contentsOf: String(value).utf8)
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                try element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            // The order RFC 8785 (3.2.3) asks for; for the names in use it is that of the bytes.
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                try member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0C: bytes.append(contentsOf: "\\f".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case ..<0x20:
                bytes.append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u001".utf8)
                bytes.append(contentsOf: String(byte & 0x0F, radix: 16).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
