internal import RetailCore

/// One file of PostgreSQL's log (16 MiB, as `initdb` makes it): `TTTTTTTTXXXXXXXXYYYYYYYY`, a timeline and a place in it.
struct LogSegment: Sendable, Hashable {
    static let bytes: UInt64 = 16 << 20
    private static let perFile: UInt64 = (1 << 32) / bytes

    let timeline: UInt32
    /// In order, without a gap.
    let number: UInt64
    /// Not full yet: followed until now, or until something ended.
    let isPartial: Bool
    let path: String

    /// Nil for other files.
    init?(name: String, in folder: String) {
        let stem = name.hasSuffix(".partial") ? String(name.dropLast(8)) : name
        guard stem.utf8.count == 24, let timeline = UInt32(stem.prefix(8), radix: 16),
            let high = UInt64(stem.dropFirst(8).prefix(8), radix: 16),
            let low = UInt64(stem.suffix(8), radix: 16), low < Self.perFile
        else { return nil }
        self.timeline = timeline
        number = high * Self.perFile + low
        isPartial = stem != name
        path = "\(folder)/\(name)"
    }

    /// As it is called in `pg_wal`.
    var name: String {
        hex(UInt64(timeline)) + hex(number / Self.perFile) + hex(number % Self.perFile)
    }

    /// Which segment holds a place of the log (`0/2000028`).
    static func number(of place: String) -> UInt64? {
        let words = place.split(separator: "/")
        guard words.count == 2, let high = UInt64(words[0], radix: 16), let low = UInt64(words[1], radix: 16), low >> 32 == 0 else {
            return nil
        }
        return (high << 32 | low) / bytes
    }

    /// Whether nothing of it is needed to recover this back-up.
    func isOlder(than manifest: BackupManifest) -> Bool {
        LogSegment.number(of: manifest.startLSN).map { number < $0 && Int64(timeline) <= manifest.timeline } ?? false
    }

    private func hex(_ value: UInt64) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - text.count) + text
    }
}

/// `TTTTTTTT.history`: from which timelines a timeline came, and where it left them.
struct LogHistory: Sendable {
    let timeline: UInt32
    let path: String
    /// The segments at which the timelines before were left.
    let left: [UInt32: UInt64]

    init?(name: String, in folder: String) {
        guard name.utf8.count == 16, name.hasSuffix(".history"), let timeline = UInt32(name.prefix(8), radix: 16),
            let bytes = Disk.read("\(folder)/\(name)")
        else { return nil }
        self.timeline = timeline
        path = "\(folder)/\(name)"
        left = LogHistory.parse(String(decoding: bytes, as: UTF8.self))
    }

    static func parse(_ text: String) -> [UInt32: UInt64] {
        var left: [UInt32: UInt64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == "\t" || $0 == " " }
            guard words.count >= 2, let timeline = UInt32(words[0]), let number = LogSegment.number(of: String(words[1])) else { continue }
            left[timeline] = number
        }
        return left
    }
}

/// The followed log: a folder for each time that following began on a new timeline.
struct LogFolder: Sendable {
    let path: String
    let segments: [LogSegment]
    let histories: [LogHistory]

    init(_ path: String) {
        self.path = path
        var segments: [LogSegment] = []
        var histories: [LogHistory] = []
        for folder in Disk.names(in: path).map({ "\(path)/\($0)" }) {
            for name in Disk.names(in: folder) {
                if let segment = LogSegment(name: name, in: folder) { segments.append(segment) }
                if let history = LogHistory(name: name, in: folder) { histories.append(history) }
            }
        }
        (self.segments, self.histories) = (segments, histories)
    }

    /// Where to follow this timeline: where it was followed before, else in a new folder, which begins with it.
    func folder(following timeline: UInt32) -> String {
        let known = segments.first { $0.timeline == timeline }?.path ?? histories.first { $0.timeline == timeline }?.path
        if let known { return known.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }
        let text = String(timeline, radix: 16, uppercase: true)
        return "\(path)/\(String(repeating: "0", count: 8 - text.count))\(text)"
    }

    /// What recovers a back-up as far as the log goes.
    struct Way: Sendable {
        /// In order; of each place at most one file a timeline.
        var segments: [LogSegment] = []
        var histories: [LogHistory] = []
        /// The place where a file is missing though there are later ones.
        var gap: UInt64?
    }

    /// Along the newest timeline that came from the back-up's.
    func way(from manifest: BackupManifest) -> Way {
        guard let start = LogSegment.number(of: manifest.startLSN), let first = UInt32(exactly: manifest.timeline) else { return Way() }
        let descendants = histories.filter { $0.timeline > first && $0.left[first] != nil }
        let last = descendants.max { $0.timeline < $1.timeline }
        var eligible: [UInt64: [UInt32: LogSegment]] = [:]
        for segment in segments where segment.number >= start {
            let isOnTheWay =
                segment.timeline == last?.timeline ?? first || last?.left[segment.timeline].map { segment.number <= $0 } == true
            guard isOnTheWay else { continue }
            let known = eligible[segment.number]?[segment.timeline]
            if known == nil || known?.isPartial == true { eligible[segment.number, default: [:]][segment.timeline] = segment }
        }
        var way = Way(histories: histories)
        // The back-up's own log reaches to its end; what was followed may begin anywhere in it.
        let end = LogSegment.number(of: manifest.endLSN) ?? start
        var number = start
        while eligible[number] != nil || number <= end {
            way.segments += (eligible[number] ?? [:]).values.sorted { $0.timeline < $1.timeline }
            number += 1
        }
        if eligible.keys.contains(where: { $0 > number }) { way.gap = number }
        return way
    }
}
