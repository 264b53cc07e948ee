internal import CCrypto

/// The hash inside an HMAC. SHA-1 is there for TOTP alone, where every authenticator app expects it and it is still sound.
package enum HashFunction: String, Sendable {
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }
}

/// HMAC-SHA256 (RFC 2104) of the bytes: 32 bytes.
package func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    hmac(.sha256, key: key, bytes)
}

package func hmac(_ function: HashFunction, key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    let algorithm =
        switch function {
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha512: EVP_sha512()
        }
    return [UInt8](unsafeUninitializedCapacity: function.byteCount) { digest, count in
        let made = HMAC(algorithm, key, Int32(key.count), bytes, bytes.count, digest.baseAddress, nil)
        // It fails for want of memory only; a code that was not computed must never be taken for one.
        precondition(made != nil, "HMAC failed")
        count = function.byteCount
    }
}
