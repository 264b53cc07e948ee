import Secrets
import Testing

/// Golden values: FIPS 180-4's examples, RFC 4231, and what OpenSSL's command line says.
@Suite struct HashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    ]) func sha256MatchesFIPS(_ text: String, _ expected: String) {
        #expect(hex(sha256(Array(text.utf8))) == expected)
    }

    @Test(arguments: [
        (repeated(0x0b, 20), Array("Hi There".utf8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (repeated(0xaa, 20), repeated(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            repeated(0xaa, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]) func hmacMatchesRFC4231(_ key: [UInt8], _ message: [UInt8], _ expected: String) {
        #expect(hex(hmacSHA256(key: key, message)) == expected)
    }

    @Test func emptyKeyAndMessageAreAllowed() {
        #expect(hex(hmacSHA256(key: [], [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func constantTimeComparisonComparesAllOfIt() {
        #expect(equalInConstantTime([], []))
        #expect(equalInConstantTime([1, 2, 3], [1, 2, 3]))
        #expect(!equalInConstantTime([1, 2, 3], [1, 2, 4]))
        #expect(!equalInConstantTime([1, 2, 3], [1, 2]))
    }

    @Test(arguments: [0, 1, 7, 8, 9, 32]) func randomBytesAreAsManyAsAskedFor(_ count: Int) {
        #expect(SecureRandom.bytes(count).count == count)
        if count == 32 { #expect(SecureRandom.bytes(count) != SecureRandom.bytes(count)) }
    }
}

func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] { .init(repeating: byte, count: count) }

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
