import RetailCore
import Secrets
import Testing

@Suite struct SigningKeyTests {
    /// RFC 8032, 7.1, test 2.
    @Test func signsAsTheStandardsVectorSays() throws {
        let seed = try #require(Hexadecimal.bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
        let key = try #require(SigningKey(seed: seed))
        #expect(Hexadecimal.text(key.publicKey) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = key.sign([0x72])
        #expect(
            Hexadecimal.text(signature)
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        #expect(SigningKey.verify(signature, of: [0x72], by: key.publicKey))
        #expect(!SigningKey.verify(signature, of: [0x73], by: key.publicKey))
        #expect(!SigningKey.verify(signature, of: [0x72], by: SigningKey.fresh().key.publicKey))
        #expect(!SigningKey.verify([1, 2, 3], of: [0x72], by: key.publicKey))
    }

    @Test(arguments: ["", "0", "0g", "zz", "é0"]) func hexadecimalIsReadStrictly(_ text: String) {
        #expect(Hexadecimal.bytes(text) == (text.isEmpty ? [] : nil))
    }

    @Test func aSeedHas32Bytes() { #expect(SigningKey(seed: Array(repeating: 1, count: 31)) == nil) }
}
