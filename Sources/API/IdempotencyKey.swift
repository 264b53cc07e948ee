import Operations
import RetailCore
import Secrets

/// What an `Idempotency-Key` names: the id of the operation that the request is.
///
/// A UUID is the operation's id, as a till's is. Anything else (`order-4711`) names one of the caller's own: two callers may use the
/// same word. A key may stand in quotes, as the header's draft has it; `"abc"` and `abc` are the same key.
enum IdempotencyKey {
    static let maximumLength = 255

    /// - Throws: `request.invalid` (400) for a key that is empty, too long, or not of printable ASCII.
    static func operation(_ header: String, of caller: ID<Actor>, in tenant: ID<Tenant>) throws(Fault) -> OperationID {
        // As it mostly comes: nothing to unwrap, nothing to copy.
        if let id = OperationID(header), !id.isNone { return id }
        let key = try text(header)
        if let id = OperationID(key), !id.isNone { return id }
        // UUIDv8 (RFC 9562, 5.8): ours to fill.
        let digest = sha256(Array("idempotency-key".utf8) + tenant.bytes + caller.bytes + Array(key.utf8))
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return OperationID(
            high: word(digest[0..<8]) & ~0xF000 | 0x8000, low: word(digest[8..<16]) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    private static func text(_ header: String) throws(Fault) -> String {
        let bad = Fault.field("Idempotency-Key", "not-a-key", "Expected 1 to 255 printable ASCII characters, with or without quotes.")
        var bytes = Array(header.utf8)
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw bad }
        if bytes.first == 0x22 {
            guard bytes.count >= 2, bytes.last == 0x22 else { throw bad }
            bytes = try unescaped(bytes[1..<(bytes.count - 1)], bad)
        }
        guard (1...maximumLength).contains(bytes.count) else { throw bad }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A string of RFC 8941: a backslash stands before a quote or a backslash, and a quote never stands alone.
    private static func unescaped(_ inner: ArraySlice<UInt8>, _ bad: Fault) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in inner {
            if isEscaped {
                guard byte == 0x22 || byte == 0x5C else { throw bad }
                bytes.append(byte)
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else {
                guard byte != 0x22 else { throw bad }
                bytes.append(byte)
            }
        }
        guard !isEscaped else { throw bad }
        return bytes
    }
}
