package import RetailCore

/// A parsed JSON text: the bytes as they came, and a flat tape of what stands where.
///
/// Parsed once and read in place: a request of fifty sales makes two allocations here, not thousands. JSONDecoder takes
/// 31–43 µs per kilobyte and can't say which field was unknown; this takes 2–4 µs and can (docs/adr/0003).
package final class JSONDocument: Sendable {
    struct Token {
        var kind: JSONKind
        /// Strings: a backslash occurs. Numbers: digits only, with an optional minus.
        var isPlain: Bool
        var start: UInt32
        var end: UInt32
        /// The token after this one's subtree.
        var next: UInt32

        /// Whether this is the name given, however it is escaped: at most six bytes for each of its own, or it is not even unescaped.
        func names(_ name: UnsafeBufferPointer<UInt8>, in document: JSONDocument) -> Bool {
            let (start, count) = (Int(self.start), Int(end - self.start))
            guard isPlain else {
                return count > name.count && count <= 6 * name.count
                    && JSONText.unescape(document.bytes[start..<(start + count)]).utf8.elementsEqual(name)
            }
            guard count == name.count else { return false }
            return document.bytes.withUnsafeBufferPointer { bytes in
                for index in 0..<count where bytes[start + index] != name[index] { return false }
                return true
            }
        }
    }

    package static let maximumDepth = 32
    /// Names and values in a request, at most: each takes twenty bytes here, however short it is there.
    package static let requestTokens = 500_000

    let bytes: [UInt8]
    let tape: [Token]
    /// Whether texts are read as they are spelt, and not in normal form C.
    let isVerbatim: Bool

    /// - Parameters:
    ///   - limit: names and values, at most.
    ///   - isVerbatim: for texts whose bytes count, such as what a hash is over.
    /// - Throws: `request.malformed-json` (400) naming the place where the text stops being JSON (RFC 8259).
    package init(_ bytes: [UInt8], atMost limit: Int = .max, verbatim isVerbatim: Bool = false) throws(Fault) {
        var parser = JSONParser(count: bytes.count, limit: limit)
        let failure = bytes.withUnsafeBufferPointer { parser.parse($0) }
        if let failure {
            let place = Self.place(of: failure.offset, in: bytes)
            throw Fault(.malformed, "request.malformed-json", "The text is not valid JSON: \(failure.words) at \(place).")
        }
        self.bytes = bytes
        self.isVerbatim = isVerbatim
        tape = parser.tape
    }

    /// `byte 14`, with line and column, from 1 and in bytes, where there is more than one line.
    private static func place(of offset: Int, in bytes: [UInt8]) -> String {
        let before = bytes[..<min(offset, bytes.count)]
        guard bytes.contains(0x0A) else { return "byte \(offset)" }
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return "byte \(offset), line \(line), column \(column)"
    }

    package var root: JSONValue { JSONValue(document: self, index: 0) }
}

package enum JSONKind: UInt8, Sendable {
    case object, array, string, number, `true`, `false`, null

    var words: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .true, .false: "a boolean"
        case .null: "null"
        }
    }
}
