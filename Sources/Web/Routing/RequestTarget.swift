import RetailCore

/// A request target in origin-form, or in absolute-form as for a proxy (RFC 9112, 3.2.1 and 3.2.2), split and percent-decoded, strictly: what is not well formed is refused, never guessed.
struct RequestTarget: Sendable {
    static let maximumBytes = 8_192
    static let maximumParts = 32
    static let maximumQueryItems = 64

    var segments: [String]
    var query: [QueryItems.Item]

    init(_ target: String) throws(Fault) {
        var target = target
        // Typed throws don't pass through withUTF8; the result does.
        let result: Result<RequestTarget, Fault> = target.withUTF8 { bytes in
            do throws(Fault) { return .success(try RequestTarget(bytes)) } catch { return .failure(error) }
        }
        self = try result.get()
    }

    private init(_ whole: UnsafeBufferPointer<UInt8>) throws(Fault) {
        guard whole.count <= Self.maximumBytes else {
            throw Fault(.malformed, "request.target-too-long", "The path and query are longer than 8 KiB.")
        }
        let bytes = UnsafeBufferPointer(rebasing: whole[try Self.pathStart(whole)...])
        segments = []
        query = []
        var end = bytes.count
        var queryStart: Int?
        for index in 0..<bytes.count {
            if bytes[index] == 0x23 { throw Self.malformed("The target holds a fragment.") }
            if bytes[index] == 0x3F, queryStart == nil {
                end = index
                queryStart = index + 1
            }
        }
        // Behind an authority there may be no path: that is the root.
        if end > 1 {
            var start = 1
            for index in 1...end where index == end || bytes[index] == 0x2F {
                guard segments.count < Self.maximumParts else { throw Self.malformed("The path has too many parts.") }
                segments.append(try Self.decode(bytes, start..<index, plusIsSpace: false))
                start = index + 1
            }
        }
        if let queryStart { try readQuery(bytes, queryStart..<bytes.count) }
    }

    /// Where the path begins: at once, or behind `http://authority`. Which host was meant is nobody's business here: there is one.
    private static func pathStart(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> Int {
        if bytes.first == 0x2F { return 0 }
        for scheme in ["http://", "https://"] as [StaticString] {
            let length = scheme.utf8CodeUnitCount
            guard bytes.count > length, (0..<length).allSatisfy({ bytes[$0] | 0x20 == scheme.utf8Start[$0] | 0x20 }) else { continue }
            let end = bytes[length...].firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? bytes.count
            // An at sign would be a name and a password, and is a way to show another host than the one that is meant.
            guard end > length, !bytes[length..<end].contains(where: { $0 == 0x40 || $0 <= 0x20 || $0 >= 0x7F }) else { break }
            return end
        }
        throw malformed("The target must start with a slash, or with http:// and a host.")
    }

    private mutating func readQuery(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws(Fault) {
        var start = range.lowerBound
        for index in range.lowerBound...range.upperBound where index == range.upperBound || bytes[index] == 0x26 {
            if index > start {
                guard query.count < Self.maximumQueryItems else { throw Self.malformed("The query has too many items.") }
                var equals = index
                for place in start..<index where bytes[place] == 0x3D {
                    equals = place
                    break
                }
                let name = try Self.decode(bytes, start..<equals, plusIsSpace: true)
                let value = try Self.decode(bytes, min(equals + 1, index)..<index, plusIsSpace: true)
                query.append(.init(name: name, value: value))
            }
            start = index + 1
        }
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, plusIsSpace: Bool) throws(Fault) -> String {
        var isPlain = true
        for index in range {
            let byte = bytes[index]
            if byte == 0x25 || (plusIsSpace && byte == 0x2B) { isPlain = false }
            guard byte > 0x20, byte < 0x7F else { throw malformed("The target holds a character that must be percent-encoded.") }
        }
        if isPlain { return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == 0x25 {
                guard index + 2 < range.upperBound, let high = hex(bytes[index + 1]), let low = hex(bytes[index + 2]) else {
                    throw malformed("A percent sign is not followed by two hexadecimal digits.")
                }
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
                index += 1
            }
        }
        guard !decoded.contains(0), let text = String(validating: decoded, as: UTF8.self) else {
            throw malformed("The percent-encoded bytes are not UTF-8 text.")
        }
        return text
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func malformed(_ words: String) -> Fault {
        Fault(.malformed, "request.malformed-target", words)
    }
}
