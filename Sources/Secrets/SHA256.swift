internal import CCrypto

/// SHA-256 (FIPS 180-4) of the bytes: 32 bytes.
package func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
        // It fails for want of memory only; a digest that was not computed must never be taken for one.
        precondition(
            EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, SHA256Algorithm.shared.fetched, nil) == 1, "SHA-256 failed")
        count = 32
    }
}

/// SHA-256 (FIPS 180-4) of the bytes: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { sha256($0) }
}

/// OpenSSL 3 looks an algorithm up by name at each use (half a microsecond) unless it was fetched before.
///
/// `@unchecked Sendable`: the fetched `EVP_MD` is immutable and OpenSSL documents it as safe to share between threads.
private final class SHA256Algorithm: @unchecked Sendable {
    static let shared = SHA256Algorithm()
    let fetched: OpaquePointer?

    private init() {
        fetched = EVP_MD_fetch(nil, "SHA256", nil)
    }
}
