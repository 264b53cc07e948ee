/// Randomness that nobody can foretell: the kernel's (`getrandom`). A type of its own, so that a signature can ask for it and a seeded
/// generator can't slip in where a secret is made.
package struct SecureRandom: RandomNumberGenerator, Sendable {
    private var system = SystemRandomNumberGenerator()

    package init() {}

    package mutating func next() -> UInt64 { system.next() }

    package static func bytes(_ count: Int) -> [UInt8] {
        var random = SecureRandom()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
