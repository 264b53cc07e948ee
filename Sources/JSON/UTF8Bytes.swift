/// Characters as UTF-8 (RFC 3629, 3).
enum UTF8Bytes {
    /// Writes a scalar value, which is no surrogate; returns how many bytes it took.
    static func write(_ code: UInt32, to bytes: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        func rest(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: code >> shift & 0x3F) }
        func lead(_ mark: UInt8, _ shift: UInt32) -> UInt8 { mark | UInt8(truncatingIfNeeded: code >> shift) }
        switch code {
        case 0..<0x80:
            bytes[start] = lead(0, 0)
            return 1
        case 0x80..<0x800:
            (bytes[start], bytes[start + 1]) = (lead(0xC0, 6), rest(0))
            return 2
        case 0x800..<0x10000:
            (bytes[start], bytes[start + 1], bytes[start + 2]) = (lead(0xE0, 12), rest(6), rest(0))
            return 3
        default:
            (bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]) = (lead(0xF0, 18), rest(12), rest(6), rest(0))
            return 4
        }
    }
}
