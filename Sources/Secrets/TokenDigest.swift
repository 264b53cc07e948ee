/// The SHA-256 of a secret: what the database keeps in its place and what a session is looked up by.
///
/// A plain hash is enough, as what is hashed has 256 random bits: nobody can go through them. The comparison need not take constant
/// time either: an attacker who learnt how far a digest matched could not make a token that matches further.
package struct TokenDigest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    package init(of secret: UnsafeRawBufferPointer) {
        words = Self.words(sha256(secret))
    }

    package init(of secret: [UInt8]) {
        words = Self.words(sha256(secret))
    }

    /// From its 32 bytes, as stored; nil for any other number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        words = Self.words(bytes)
    }

    package var bytes: [UInt8] {
        withUnsafeBytes(of: words) { Array($0) }
    }

    private static func words(_ bytes: [UInt8]) -> (UInt64, UInt64, UInt64, UInt64) {
        bytes.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        // The bytes are as good as random already: a quarter of them tells digests apart.
        hasher.combine(words.0)
    }
}
