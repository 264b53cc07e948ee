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
    ///
    /// Written as bytes, in one pass: an escape is never shorter than the UTF-8 it stands for.
    static func unescape(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { text in
            String(unsafeUninitializedCapacity: text.count) { out in
                var (index, length) = (0, 0)
                while index < text.count {
                    guard text[index] == 0x5C else {
                        out[length] = text[index]
                        (index, length) = (index + 1, length + 1)
                        continue
                    }
                    let escape = text[index + 1]
                    index += 2
                    if escape == 0x75 {
                        length += UTF8Bytes.write(unicode(text, &index), to: out, at: length)
                    } else {
                        out[length] = meaning(ofEscape: escape)
                        length += 1
                    }
                }
                return length
            }
        }
    }

    private static func meaning(ofEscape byte: UInt8) -> UInt8 {
        switch byte {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: byte
        }
    }

    /// The character of the escape whose digits begin at `index`, which moves behind it: behind both of a surrogate pair.
    private static func unicode(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt32 {
        func unit(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 << 4 | (hexDigit(text[at + $1]) ?? 0) } }
        let code = unit(index)
        index += 4
        guard (0xD800..<0xE000).contains(code) else { return code }
        if code < 0xDC00, index + 6 <= text.count, text[index] == 0x5C, text[index + 1] == 0x75 {
            let low = unit(index + 2)
            if (0xDC00..<0xE000).contains(low) {
                index += 6
                return 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
        }
        return 0xFFFD
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
