internal import CCrypto

/// Whether the two are the same, in a time that depends on their length alone, so that an attacker can't feel his way byte by byte.
package func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
