package import RetailCore

/// What somebody reads off one screen and types into another, once: `7KQ2-M9XD`.
///
/// Eight letters of Crockford's alphabet (no I, L, O, U), 40 bits. That is too few to outlast a search of its digest: a code is good
/// for minutes and for one use, and tries are counted; both are the caller's.
package struct EnrolmentCode: Sendable, CustomStringConvertible {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// In its one spelling, `XXXX-XXXX`.
    package let text: Secret<String>

    package init() { self.init(from: SecureRandom.bytes(8)) }

    /// From the first 8 of bytes that nobody can guess.
    package init(from bytes: [UInt8]) {
        precondition(bytes.count >= 8, "an enrolment code takes eight random bytes")
        self.init(letters: bytes.prefix(8).map { Self.alphabet[Int($0 & 31)] })
    }

    /// Forgives what people do: lower case, spaces and hyphens anywhere, O for 0, I or L for 1. Nil if it still is no code.
    package init?(_ typed: some StringProtocol) {
        var letters: [UInt8] = []
        for var letter in typed.utf8 {
            if letter == UInt8(ascii: " ") || letter == UInt8(ascii: "-") { continue }
            if letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z") { letter -= 32 }
            switch letter {
            case UInt8(ascii: "O"): letter = UInt8(ascii: "0")
            case UInt8(ascii: "I"), UInt8(ascii: "L"): letter = UInt8(ascii: "1")
            default: break
            }
            guard Self.alphabet.contains(letter), letters.count < 8 else { return nil }
            letters.append(letter)
        }
        guard letters.count == 8 else { return nil }
        self.init(letters: letters)
    }

    private init(letters: [UInt8]) {
        text = Secret(String(decoding: letters[..<4], as: UTF8.self) + "-" + String(decoding: letters[4...], as: UTF8.self))
    }

    package var digest: TokenDigest { TokenDigest(of: Array(text.exposed.utf8)) }

    package var description: String { "<redacted>" }
}
