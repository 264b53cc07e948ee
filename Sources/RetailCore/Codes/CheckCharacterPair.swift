/// The two check characters of a Global Model Number (AI 8013) and of a master UDI (AI 8014).
///
/// Source: GS1 General Specifications, 7.9.5: values of character set 82 times the primes from the right, modulo 1021, as two of 32 characters.
enum CheckCharacterPair {
    static func isRight(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count > 2, let pair = pair(for: text.dropLast(2)) else { return false }
        return text.suffix(2).elementsEqual([pair.0, pair.1])
    }

    /// The characters that belong behind `body`; nil for one that is empty, longer than 23, or has a character outside set 82.
    static func pair(for body: ArraySlice<UInt8>) -> (UInt8, UInt8)? {
        guard !body.isEmpty, body.count <= primes.count else { return nil }
        var sum = 0
        for (byte, prime) in zip(body.reversed(), primes) {
            guard let value = set82.firstIndex(of: byte) else { return nil }
            sum += value * prime
        }
        sum %= 1021
        return (set32[sum >> 5], set32[sum & 31])
    }

    private static let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83]
    private static let set32 = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
    private static let set82 = Array("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz".utf8)
}
