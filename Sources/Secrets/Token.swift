package import RetailCore

/// A bearer secret: 32 random bytes as `rta_` and 43 letters of base64url. Only its digest is ever stored.
///
/// The prefix says what it is for, so that one kind can't be used as another and scanners for leaked secrets know it by sight.
package struct Token: Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case access = "rta"
        case refresh = "rtr"
        case device = "rtd"
        case apiKey = "rtk"
        case passwordReset = "rtp"
        case webhook = "rtw"
    }

    package let kind: Kind
    /// The whole text, prefix included: what the bearer presents.
    package let text: Secret<String>

    package init(new kind: Kind) { self.init(kind, from: SecureRandom.bytes(32)) }

    /// From 32 bytes that nobody can guess.
    package init(_ kind: Kind, from bytes: [UInt8]) {
        self.kind = kind
        text = Secret("\(kind.rawValue)_" + String(decoding: Base64URL.encode(bytes), as: UTF8.self))
    }

    /// The token that follows from another one and a nonce: HMAC-SHA256 of the nonce, under the predecessor's whole text.
    ///
    /// Whoever has both makes it again; the nonce alone, or the predecessor alone, tells nothing of it.
    package init(_ kind: Kind, after predecessor: Token, nonce: [UInt8]) {
        self.kind = kind
        let bytes = hmacSHA256(key: Array(predecessor.text.exposed.utf8), Array(kind.rawValue.utf8) + nonce)
        text = Secret("\(kind.rawValue)_" + String(decoding: Base64URL.encode(bytes), as: UTF8.self))
    }

    /// Nil for anything that was not written by `init(new:)`: so garbage never costs a look into the database.
    package init?(_ presented: some StringProtocol) {
        let letters = presented.utf8
        guard letters.count == 47, let kind = Kind(rawValue: String(presented.prefix(3))), letters.dropFirst(3).first == UInt8(ascii: "_"),
            Base64URL.decode(letters.dropFirst(4))?.count == 32
        else { return nil }
        self.kind = kind
        text = Secret(String(presented))
    }

    /// Of the whole text, so that two kinds with the same bytes differ.
    package var digest: TokenDigest {
        var text = text.exposed
        return text.withUTF8 { TokenDigest(of: UnsafeRawBufferPointer($0)) }
    }

    package var description: String { "\(kind.rawValue)_<redacted>" }
}
