/// Makes UUIDv7 ids (RFC 9562, 5.7): 48 bits of milliseconds, then 74 random bits.
///
/// Clock and randomness are handed in, so that a simulation replays from its seed.
public struct IDSource: Sendable {
    private var random: any RandomNumberGenerator & Sendable

    /// With a generator that nobody can guess, or a seeded one to replay.
    public init(random: any RandomNumberGenerator & Sendable) {
        self.random = random
    }

    /// A new id. Ids of one millisecond are in no order.
    public mutating func next<Subject>(at instant: Instant) -> ID<Subject> {
        let milliseconds = UInt64(clamping: instant.microseconds / 1000) & 0xFFFF_FFFF_FFFF
        let noise = random.next()
        return ID(high: milliseconds << 16 | 0x7000 | (noise >> 52), low: 0x8000_0000_0000_0000 | random.next() >> 2)
    }
}

/// A small generator that gives the same numbers for the same seed (Steele, Lea, Flood: SplitMix64).
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator whose numbers follow from `seed`.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
