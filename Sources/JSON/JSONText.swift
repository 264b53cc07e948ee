/// The escapes of JSON strings, both ways.
enum JSONText {
    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    /// Resolves escapes; a lone surrogate becomes U+FFFD. The text has been checked by the parser.
    static func unescape(_ bytes: ArraySlice<UInt8>) -> String {
        var result = String.UnicodeScalarView()
        var plain: [UInt8] = []
        var index = bytes.startIndex
        func unit(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 << 4 | (hexDigit(bytes[at + $1]) ?? 0) } }
        func flush() {
            result.append(contentsOf: String(decoding: plain, as: UTF8.self).unicodeScalars)
            plain.removeAll(keepingCapacity: true)
        }
        while index < bytes.endIndex {
            let byte = bytes[index]
            guard byte == 0x5C else {
                plain.append(byte)
                index += 1
                continue
            }
            let escape = bytes[index + 1]
            index += 2
            switch escape {
            case 0x62: plain.append(0x08)
            case 0x66: plain.append(0x0C)
            case 0x6E: plain.append(0x0A)
            case 0x72: plain.append(0x0D)
            case 0x74: plain.append(0x09)
            case 0x75:
                var code = unit(index)
                index += 4
                if (0xD800..<0xDC00).contains(code), index + 6 <= bytes.endIndex, bytes[index] == 0x5C, bytes[index + 1] == 0x75 {
                    let low = unit(index + 2)
                    if (0xDC00..<0xE000).contains(low) {
                        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                        index += 6
                    }
                }
                flush()
                result.append(Unicode.Scalar(code) ?? "\u{FFFD}")
            default: plain.append(escape)
            }
        }
        flush()
        return String(result)
    }

    static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(0x22)
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
                bytes.append(contentsOf: utf8)
                return
            }
            for byte in utf8 {
                switch byte {
                case 0x22, 0x5C:
                    bytes.append(0x5C)
                    bytes.append(byte)
                case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
                case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
                case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
                case 0..<0x20:
                    bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, 0x30 + byte >> 4])
                    bytes.append(byte & 15 < 10 ? 0x30 + byte & 15 : 0x57 + byte & 15)
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(0x22)
    }
}
