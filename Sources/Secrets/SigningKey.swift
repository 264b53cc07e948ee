internal import CCrypto

/// An Ed25519 key (RFC 8032): who has it signs, everybody can check.
///
/// `@unchecked Sendable`: an `EVP_PKEY` that is only read may be shared between threads, as OpenSSL documents.
package final class SigningKey: @unchecked Sendable {
    private let key: OpaquePointer
    /// 32 bytes.
    package let publicKey: [UInt8]

    /// - Parameter seed: 32 bytes; nil for any other number of them.
    package init?(seed: [UInt8]) {
        guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else { return nil }
        var publicKey = [UInt8](repeating: 0, count: 32)
        var count = publicKey.count
        guard EVP_PKEY_get_raw_public_key(key, &publicKey, &count) == 1, count == 32 else {
            EVP_PKEY_free(key)
            return nil
        }
        (self.key, self.publicKey) = (key, publicKey)
    }

    /// Made anew: for this process, or to be kept by whoever asks for its seed.
    package static func fresh() -> (key: SigningKey, seed: [UInt8]) {
        while true {
            let seed = SecureRandom.bytes(32)
            if let key = SigningKey(seed: seed) { return (key, seed) }
        }
    }

    deinit { EVP_PKEY_free(key) }

    /// The first eight bytes of the public key's SHA-256, in hexadecimal: a name for people and logs.
    package var id: String { SigningKey.id(of: publicKey) }

    package static func id(of publicKey: [UInt8]) -> String {
        Hexadecimal.text(sha256(publicKey).prefix(8))
    }

    /// 64 bytes.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        // It fails for want of memory only; what was not signed must never pass for it.
        precondition(
            EVP_DigestSignInit(context, nil, nil, nil, key) == 1
                && EVP_DigestSign(context, &signature, &count, message, message.count) == 1 && count == 64, "signing failed")
        return signature
    }

    package static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard publicKey.count == 32, signature.count == 64,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        let context = EVP_MD_CTX_new()
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
