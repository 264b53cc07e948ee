package import RetailCore
package import Secrets

/// Secrets that are shown once and can be shown again to whoever asked for them, though nobody keeps them.
///
/// A key's token, an enrolment code and a reset's token are HMAC-SHA256 of a random nonce under the maker's own bearer token. The
/// database has nonces and digests, and no bearer token; the maker has his token, and no nonce: neither alone gives the secret. So a
/// request that is repeated under its `Idempotency-Key`, because the answer was lost, is answered as it was, for as long as the maker's
/// token lives (docs/adr/0013).
package struct DerivedSecret: Sendable {
    private let bearer: Secret<String>

    package init(bearer: Secret<String>) { self.bearer = bearer }

    package static func nonce() -> [UInt8] { SecureRandom.bytes(32) }

    package func token(_ kind: Token.Kind, nonce: [UInt8]) -> Token { Token(kind, from: bytes(kind.rawValue, nonce)) }

    package func code(nonce: [UInt8]) -> EnrolmentCode { EnrolmentCode(from: bytes("code", nonce)) }

    /// What it is for takes part: the same nonce never gives two secrets that could be taken for each other.
    private func bytes(_ purpose: String, _ nonce: [UInt8]) -> [UInt8] {
        hmacSHA256(key: Array(bearer.exposed.utf8), Array("retail \(purpose) ".utf8) + nonce)
    }
}
