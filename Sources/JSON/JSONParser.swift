/// A strict one-pass reader of RFC 8259 that fills a tape; bounded in depth, never recursive.
struct JSONParser {
    struct Failure {
        var words: String
        var offset: Int
    }

    private(set) var tape: [JSONDocument.Token] = []
    private var position = 0
    private let limit: Int

    init(count: Int, limit: Int = .max) {
        self.limit = limit
        tape.reserveCapacity(min(count / 8 + 4, limit))
    }

    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Failure? {
        guard bytes.count < Int(UInt32.max) / 2 else { return Failure(words: "too long", offset: 0) }
        if bytes.isEmpty { return Failure(words: "nothing", offset: 0) }
        if bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil {
            return Failure(words: "text that isn't UTF-8", offset: 0)
        }
        if let words = value(bytes) { return Failure(words: words, offset: position) }
        skipSpace(bytes)
        return position == bytes.count ? nil : Failure(words: "something after the end of the value", offset: position)
    }

    /// Reads one value with all that is in it; what is open stands on an explicit stack. Returns words on failure.
    private mutating func value(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var open: [Int] = []
        while true {
            skipSpace(bytes)
            guard position < bytes.count else { return "an unexpected end" }
            guard tape.count < limit else { return "more than \(limit) names and values" }
            let start = position
            var isOpening = false
            switch bytes[position] {
            case 0x7B, 0x5B:
                guard open.count < JSONDocument.maximumDepth else { return "more than \(JSONDocument.maximumDepth) levels" }
                let isObject = bytes[position] == 0x7B
                position += 1
                tape.append(.init(kind: isObject ? .object : .array, isPlain: true, start: UInt32(start), end: 0, next: 0))
                open.append(tape.count - 1)
                skipSpace(bytes)
                if position < bytes.count, bytes[position] == (isObject ? 0x7D : 0x5D) {
                    position += 1
                    close(open.removeLast())
                } else {
                    if isObject, let words = key(bytes) { return words }
                    isOpening = true
                }
            case 0x22: if let words = string(bytes) { return words }
            case 0x74: if let words = literal("true", .true, bytes) { return words }
            case 0x66: if let words = literal("false", .false, bytes) { return words }
            case 0x6E: if let words = literal("null", .null, bytes) { return words }
            default: if let words = number(bytes) { return words }
            }
            if isOpening { continue }
            // A value has ended: what comes next belongs to whatever is open.
            closing: while true {
                guard let innermost = open.last else { return nil }
                skipSpace(bytes)
                guard position < bytes.count else { return "an unexpected end" }
                let isObject = tape[innermost].kind == .object
                switch bytes[position] {
                case 0x2C:
                    position += 1
                    if isObject {
                        skipSpace(bytes)
                        if let words = key(bytes) { return words }
                    }
                    break closing
                case 0x7D where isObject, 0x5D where !isObject:
                    position += 1
                    close(open.removeLast())
                default: return isObject ? "no comma or }" : "no comma or ]"
                }
            }
        }
    }

    private mutating func close(_ index: Int) {
        tape[index].end = UInt32(position)
        tape[index].next = UInt32(tape.count)
    }

    private mutating func append(_ kind: JSONKind, isPlain: Bool, from start: Int) {
        tape.append(.init(kind: kind, isPlain: isPlain, start: UInt32(start), end: UInt32(position), next: UInt32(tape.count + 1)))
    }

    private mutating func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>) {
        while position < bytes.count,
            bytes[position] == 0x20 || bytes[position] == 0x0A || bytes[position] == 0x0D || bytes[position] == 0x09
        { position += 1 }
    }

    private mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard position < bytes.count, bytes[position] == 0x22 else { return "no field name in double quotes, or a comma too many," }
        if let words = string(bytes) { return words }
        skipSpace(bytes)
        guard position < bytes.count, bytes[position] == 0x3A else { return "no colon" }
        position += 1
        return nil
    }

    /// The token's bounds are the text between the quotes.
    private mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        position += 1
        let start = position
        var isPlain = true
        while position < bytes.count {
            switch bytes[position] {
            case 0x22:
                append(.string, isPlain: isPlain, from: start)
                position += 1
                return nil
            case 0x5C:
                isPlain = false
                position += 1
                guard position < bytes.count else { return "an unfinished escape" }
                switch bytes[position] {
                case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position += 1
                case 0x75:
                    guard position + 4 < bytes.count, (1...4).allSatisfy({ JSONText.hexDigit(bytes[position + $0]) != nil }) else {
                        return "a bad \\u escape"
                    }
                    position += 5
                default: return "an unknown escape"
                }
            case 0..<0x20: return "a control character in a string"
            default: position += 1
            }
        }
        return "an unfinished string"
    }

    private mutating func literal(_ text: StaticString, _ kind: JSONKind, _ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let start = position
        guard position + text.utf8CodeUnitCount <= bytes.count,
            (0..<text.utf8CodeUnitCount).allSatisfy({ bytes[start + $0] == text.utf8Start[$0] })
        else {
            return "an unknown word"
        }
        position += text.utf8CodeUnitCount
        append(kind, isPlain: true, from: start)
        return nil
    }

    private mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let start = position
        if bytes[position] == 0x2D { position += 1 }
        let whole = position
        skipDigits(bytes)
        guard position > whole else { return "an unexpected character" }
        if bytes[whole] == 0x30, position - whole > 1 { return "a number with a leading zero" }
        var isPlain = true
        if position < bytes.count, bytes[position] == 0x2E {
            isPlain = false
            position += 1
            let fraction = position
            skipDigits(bytes)
            guard position > fraction else { return "an unfinished number" }
        }
        if position < bytes.count, bytes[position] | 0x20 == 0x65 {
            isPlain = false
            position += 1
            if position < bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D { position += 1 }
            let exponent = position
            skipDigits(bytes)
            guard position > exponent else { return "an unfinished number" }
        }
        append(.number, isPlain: isPlain, from: start)
        return nil
    }

    private mutating func skipDigits(_ bytes: UnsafeBufferPointer<UInt8>) {
        while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
    }
}
