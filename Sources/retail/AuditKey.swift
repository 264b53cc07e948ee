import ArgumentParser
import Glibc
import Operations
import RetailCore
import Secrets

/// The key that seals the audit trail: RETAIL_AUDIT_KEY, or a file of the data folder that is made on the first start.
struct AuditKey {
    private let path: String

    /// Makes the data folder if there is none: what a node remembers of its seals is kept there, too, wherever the key comes from.
    init(_ place: Place) {
        mkdir(place.data, 0o755)
        path = "\(place.data)/audit.key"
    }

    /// Whether it is in the environment, and so not in the data folder.
    static var isElsewhere: Bool { environment("RETAIL_AUDIT_KEY") != nil }

    /// Makes none where there is none.
    static func existing(_ place: Place) throws(Fault) -> SigningKey? {
        if let text = environment("RETAIL_AUDIT_KEY") { return try read(Array(text.utf8), "RETAIL_AUDIT_KEY") }
        let path = "\(place.data)/audit.key"
        return try readFile(path).map { bytes throws(Fault) in try read(bytes, path) }
    }

    /// - Throws: `audit.key-unreadable` (500): a key that can't be read must not be replaced by another one.
    func signing() throws(Fault) -> SigningKey {
        if let text = environment("RETAIL_AUDIT_KEY") { return try AuditKey.read(Array(text.utf8), "RETAIL_AUDIT_KEY") }
        if let bytes = readFile(path) { return try AuditKey.read(bytes, path) }
        let (key, seed) = SigningKey.fresh()
        // Created, never overwritten: of two nodes that start at once in one folder the second takes the first one's.
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else {
            if errno == EEXIST, let bytes = readFile(path) { return try AuditKey.read(bytes, path) }
            throw Fault(
                .broken, "audit.key-unwritable", "\(path) can't be written; RETAIL_AUDIT_KEY may hold the key (64 hexadecimal digits).")
        }
        defer { close(file) }
        let bytes = Array((Hexadecimal.text(seed) + "\n").utf8)
        guard bytes.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == bytes.count else {
            unlink(path)
            throw Fault(.broken, "audit.key-unwritable", "\(path) can't be written: is the disk full?")
        }
        return key
    }

    private static func read(_ bytes: [UInt8], _ place: String) throws(Fault) -> SigningKey {
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        guard let seed = Hexadecimal.bytes(text), let key = SigningKey(seed: seed) else {
            throw Fault(.broken, "audit.key-unreadable", "\(place) is no audit key: 64 hexadecimal digits are expected.")
        }
        return key
    }
}
