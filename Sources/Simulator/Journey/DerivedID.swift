package import RetailCore

/// Ids that follow from names: who derives twice gets the same id, so an import that is repeated finds what it made before.
///
/// FNV-1a over the text's UTF-8 with 128 bits (Fowler, Noll, Vo), then two rounds that mix each half into the other with
/// SplitMix64's finaliser (FNV leaves short texts' upper bits alike). It is no cryptographic hash: nobody is kept from making
/// a name that collides on purpose, and nobody gains by it. By chance, among the 250,000 names of the Complete Journey: 1 in 10^26.
package enum DerivedID {
    /// A UUIDv8 (RFC 9562, 5.8: what the bits mean is the maker's business).
    package static func of<Subject>(_ name: some Sequence<UInt8>) -> ID<Subject> {
        let (high, low) = digest(name)
        return ID(high: high & ~0xF000 | 0x8000, low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    package static func of<Subject>(_ name: String) -> ID<Subject> { of(name.utf8) }

    /// A UUIDv7 (RFC 9562, 5.7) whose random bits follow from the name: ids of a year of sales grow with time, as tills' do, and
    /// with them the server's indexes grow at their end instead of all over.
    package static func of<Subject>(_ name: String, at instant: Instant) -> ID<Subject> {
        let (high, low) = digest(name.utf8)
        let milliseconds = UInt64(clamping: instant.microseconds / 1000) & 0xFFFF_FFFF_FFFF
        return ID(high: milliseconds << 16 | 0x7000 | high & 0xFFF, low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt128 {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in bytes { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
        return hash
    }

    private static func digest(_ bytes: some Sequence<UInt8>) -> (high: UInt64, low: UInt64) {
        let hash = fnv1a(bytes)
        var high = UInt64(truncatingIfNeeded: hash >> 64)
        var low = UInt64(truncatingIfNeeded: hash)
        for _ in 0..<2 {
            // A Feistel round: it loses nothing, whatever `mixed` does.
            high ^= mixed(low)
            low ^= mixed(high)
        }
        return (high, low)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var generator = SeededRandom(seed: value)
        return generator.next()
    }
}
