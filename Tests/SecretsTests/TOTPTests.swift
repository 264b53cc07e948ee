import RetailCore
import Secrets
import Testing

@Suite struct TOTPTests {
    /// RFC 6238, appendix B. (Its secrets are the digits 1 to 0 over and over, as long as the hash.)
    @Test(arguments: [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ]) func matchesTheRFC(_ seconds: Int64, _ sha1: String, _ sha256: String, _ sha512: String) {
        let instant = Instant(microseconds: seconds * 1_000_000)
        for (function, expected) in [(HashFunction.sha1, sha1), (.sha256, sha256), (.sha512, sha512)] {
            #expect(Self.totp(function, digits: 8).code(at: instant) == expected)
        }
    }

    @Test func takesANeighbouringStepAndNoFurther() {
        let totp = Self.totp(.sha1, digits: 6)
        let now = Instant(microseconds: 1_700_000_000_000_000)
        for away in -3...3 {
            let code = totp.code(at: now.advanced(bySeconds: Int64(away) * 30))
            #expect((totp.verify(code, at: now) != nil) == (abs(away) <= 1), "\(away) steps away")
        }
    }

    @Test func takesACodeOnce() throws {
        let totp = TOTP.generate()
        let now = Instant(microseconds: 1_700_000_000_000_000)
        let code = totp.code(at: now)
        let step = try #require(totp.verify(code, at: now))
        #expect(totp.verify(code, at: now, after: step) == nil)
        #expect(totp.verify(code, at: now, after: step - 1) == step)
        #expect(totp.verify(String(code.prefix(3)) + " " + code.suffix(3), at: now) == step)
    }

    @Test(arguments: ["", "12345", "1234567", "abcdef"]) func refusesWhatIsNoCode(_ typed: String) {
        #expect(TOTP.generate().verify(typed, at: Instant(microseconds: 1_700_000_000_000_000)) == nil)
    }

    @Test func addressIsWhatAuthenticatorsRead() {
        let address = TOTP(secret: Secret(Array("12345678901234567890".utf8))).provisioningAddress(issuer: "Fruit & Co", account: "änne")
        #expect(
            address.exposed
                == "otpauth://totp/Fruit%20%26%20Co:%C3%A4nne?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Fruit%20%26%20Co&algorithm=SHA1&digits=6&period=30"
        )
    }

    private static func totp(_ function: HashFunction, digits: Int) -> TOTP {
        let secret = (0..<function.byteCount).map { UInt8(ascii: "0") + UInt8(($0 + 1) % 10) }
        return TOTP(secret: Secret(secret), function: function, digits: digits)
    }
}
