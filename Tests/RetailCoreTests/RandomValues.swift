import RetailCore

extension SeededRandom {
    /// Small numbers, any numbers, and those at the edges, where arithmetic breaks.
    mutating func int64() -> Int64 {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: Int64.random(in: -10...10, using: &self)
        case 1: Int64.random(in: -100_000...100_000, using: &self)
        case 2: Int64.min + Int64.random(in: 0...2, using: &self)
        case 3: Int64.max - Int64.random(in: 0...2, using: &self)
        default: Int64(bitPattern: next()) >> Int64.random(in: 0...40, using: &self)
        }
    }

    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Text from the letters that a parser cares about: reaches further into it than random bytes do.
    mutating func text(of alphabet: String, upTo count: Int) -> String {
        let letters = Array(alphabet)
        return String((0..<Int.random(in: 0...count, using: &self)).compactMap { _ in letters.randomElement(using: &self) })
    }
}
