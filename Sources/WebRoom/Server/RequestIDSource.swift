/// Makes request ids: 15 characters, which Swift keeps without allocating. One per event loop; unguessable they need not be,
/// only not alike, so a random start is counted up.
struct RequestIDSource {
    private var next: UInt64

    init() {
        next = UInt64.random(in: .min ... .max)
    }

    mutating func make() -> String {
        // An odd multiplier walks through all 2^64 values, and neighbours don't look alike.
        next &+= 1
        let value = next &* 0x9E37_79B9_7F4A_7C15
        return String(unsafeUninitializedCapacity: 15) { buffer in
            var rest = value
            for index in 0..<15 {
                buffer[index] = index == 7 ? 0x2D : Self.letter(UInt8(truncatingIfNeeded: rest & 31))
                if index != 7 { rest = rest >> 5 | rest << 59 }
            }
            return 15
        }
    }

    /// Base 32 without the letters that are mistaken for digits.
    private static func letter(_ value: UInt8) -> UInt8 {
        switch value {
        case 0...9: 0x30 + value
        case 10...17: 0x61 + value - 10
        case 18...19: 0x6A + value - 18
        case 20...21: 0x6D + value - 20
        case 22...26: 0x70 + value - 22
        default: 0x76 + value - 27
        }
    }
}
