/// Reads TZif bytes, versions 2 to 4 (RFC 8536, RFC 9636): the version 1 block is skipped, the 64-bit one and the footer are used.
struct TZifReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private struct Header {
        var version: UInt8
        var utIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var characters: Int

        func blockSize(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators + utIndicators
        }
    }

    mutating func readRules() throws(TimeZoneError) -> TimeZoneRules {
        let first = try readHeader()
        guard (0x32...0x34).contains(first.version) else { throw .unsupportedVersion(first.version) }
        _ = try take(first.blockSize(timeSize: 4))
        let header = try readHeader()
        guard header.version == first.version else { throw .inconsistent }
        guard header.leapSeconds == 0 else { throw .leapSeconds }
        guard header.types > 0, header.types <= 256, header.characters > 0,
            header.utIndicators == 0 || header.utIndicators == header.types,
            header.standardIndicators == 0 || header.standardIndicators == header.types
        else { throw .inconsistent }
        // Before anything is reserved: the counts are only claims until the bytes are there.
        guard header.blockSize(timeSize: 8) <= bytes.count - position else { throw .truncated }

        let transitions = try readTransitions(header.transitions)
        let indexes = Array(try take(header.transitions))
        let types = try readTypes(header)
        _ = try take(header.characters + header.standardIndicators + header.utIndicators)
        var offsets: [Int32] = []
        offsets.reserveCapacity(indexes.count)
        for index in indexes {
            guard Int(index) < types.count else { throw .inconsistent }
            offsets.append(types[Int(index)])
        }
        return TimeZoneRules(transitions: transitions, offsets: offsets, initialOffset: types[0], footer: try readFooter(header.version))
    }

    private mutating func readHeader() throws(TimeZoneError) -> Header {
        guard bytes.count - position >= 4, bytes[position..<(position + 4)].elementsEqual("TZif".utf8) else { throw .notTZif }
        position += 4
        let version = Array(try take(16))[0]
        return Header(
            version: version, utIndicators: try readCount(), standardIndicators: try readCount(), leapSeconds: try readCount(),
            transitions: try readCount(), types: try readCount(), characters: try readCount())
    }

    private mutating func readTransitions(_ count: Int) throws(TimeZoneError) -> [Int64] {
        var transitions: [Int64] = []
        transitions.reserveCapacity(count)
        for _ in 0..<count {
            let time = Int64(truncatingIfNeeded: try readBigEndian(8))
            if let last = transitions.last, time <= last { throw .unordered }
            transitions.append(time)
        }
        return transitions
    }

    private mutating func readTypes(_ header: Header) throws(TimeZoneError) -> [Int32] {
        var offsets: [Int32] = []
        for _ in 0..<header.types {
            let offset = Int32(truncatingIfNeeded: try readBigEndian(4))
            let isDaylight = try readBigEndian(1)
            let name = try readBigEndian(1)
            guard isDaylight <= 1, name < UInt64(header.characters) else { throw .inconsistent }
            guard Int(offset.magnitude) < TimeZoneRules.offsetLimit else { throw .offsetOutOfRange }
            offsets.append(offset)
        }
        return offsets
    }

    /// A line between two line feeds, which may be empty.
    private mutating func readFooter(_ version: UInt8) throws(TimeZoneError) -> PosixTimeZone? {
        guard try readBigEndian(1) == 0x0A else { throw .malformedFooter }
        guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw .truncated }
        let text = bytes[position..<end]
        return text.isEmpty ? nil : try PosixTimeZone(text, extendedHours: version >= 0x33)
    }

    private mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw .truncated }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    private mutating func readBigEndian(_ count: Int) throws(TimeZoneError) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func readCount() throws(TimeZoneError) -> Int {
        Int(try readBigEndian(4))
    }
}
