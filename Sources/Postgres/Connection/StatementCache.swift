/// Which statements a session has prepared, the least recently used of them going first.
///
/// A plan belongs to a schema and to the types of its parameters as well as to a statement.
struct StatementCache {
    struct Key: Hashable {
        let schema: String
        let statement: Int
    }

    private struct Entry {
        let name: String
        let types: [UInt32]
        var lastUse: Int
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var uses = 0
    private var names = 0
    /// Prepared in the server still, wanted no more.
    private(set) var stale: [String] = []
    /// Of the flight that is being read: names that the server never heard of.
    private var unborn: Set<String> = []

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { entries.count }

    mutating func name(for key: Key, types: [UInt32]) -> String? {
        guard var entry = entries[key], entry.types == types else { return nil }
        uses += 1
        entry.lastUse = uses
        entries[key] = entry
        return entry.name
    }

    /// Reserves a name for a statement that is about to be prepared.
    ///
    /// - Returns: the new name, and whether another statement had to go.
    mutating func insert(_ key: Key, types: [UInt32]) -> (name: String, evicted: Bool) {
        var evicted = false
        if let old = entries.removeValue(forKey: key) {
            stale.append(old.name)
        } else if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            stale.append(oldest.value.name)
            evicted = true
        }
        uses += 1
        names += 1
        let name = "s\(names)"
        entries[key] = Entry(name: name, types: types, lastUse: uses)
        return (name, evicted)
    }

    /// The server never got to prepare it. (By name: the key may have been given to another since.)
    mutating func forget(_ key: Key, name: String) {
        if entries[key]?.name == name { entries[key] = nil }
        stale.removeAll { $0 == name }
        unborn.insert(name)
    }

    /// Every plan may be out of date: prepare all of them anew.
    mutating func dropAll() {
        stale += entries.values.map(\.name)
        entries = [:]
    }

    mutating func takeStale() -> [String] {
        defer { stale = [] }
        return stale
    }

    /// A DEALLOCATE that didn't happen is due again, unless what it was to take away was prepared in the same flight and didn't happen either.
    mutating func keepStale(_ name: String) {
        if !unborn.contains(name) { stale.append(name) }
    }

    mutating func endFlight() {
        if !unborn.isEmpty { unborn = [] }
    }
}
