internal import Crypto

/// A SHA-256 hash in a register's chain.
public struct DocumentHash: Hashable, Sendable {
    /// 32.
    public let bytes: [UInt8]

    /// Begins every hash of an entry: the version of the scheme, so that a hash made for another purpose never is one of the chain's.
    static let entryPrefix = "retail-journal/1\n"
    static let genesisPrefix = "retail-journal-genesis/1\n"

    /// nil for anything but 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    private init(_ parts: [[UInt8]]) {
        var hash = SHA256()
        for part in parts { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        bytes = Array(hash.finalize())
    }

    /// What stands for the previous hash at the start of a chain, so that two registers' chains can't be taken for one another:
    /// SHA-256(`retail-journal-genesis/1` LF register's id LF series' id LF), the ids in their lower-case 36-character form.
    public static func genesis(register: RegisterID, series: DeviceID) -> DocumentHash {
        DocumentHash([Array("\(genesisPrefix)\(register)\n\(series)\n".utf8)])
    }

    /// SHA-256(`retail-journal/1` LF ‖ the 32 bytes of the previous hash ‖ the document's canonical bytes).
    public static func entry(after previous: DocumentHash, _ document: [UInt8]) -> DocumentHash {
        DocumentHash([Array(entryPrefix.utf8), previous.bytes, document])
    }

    /// The first twelve hexadecimal digits, for people to compare: `3F2A-91BC-77D0`.
    public var shortText: String {
        let digits = description.prefix(12).uppercased()
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(4))-\(digits.dropFirst(8))"
    }
}

extension DocumentHash: CustomStringConvertible {
    /// Reads 64 hexadecimal digits in lower case.
    public init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.nibble(digits[index]), let low = Self.nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// 64 hexadecimal digits in lower case.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
