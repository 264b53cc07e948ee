import Synchronization

/// Counts wrong tries by who made them, or at what, and says how long to wait before the next.
///
/// In memory and bounded: where it is full, those whose last wrong try is longest ago are forgotten. What it is asked by is hashed with
/// this process's own secret: names that strangers made up are not kept, and nobody can make two of them meet.
final class TryLimiter: Sendable {
    struct Key: Hashable, Sendable {
        private let halves: (Int, Int)

        init(_ parts: String...) {
            func half(_ seed: Int) -> Int {
                var hasher = Hasher()
                hasher.combine(seed)
                hasher.combine(parts)
                return hasher.finalize()
            }
            halves = (half(1), half(2))
        }

        static func == (left: Self, right: Self) -> Bool { left.halves == right.halves }
        func hash(into hasher: inout Hasher) { hasher.combine(halves.0) }
    }

    private struct Entry {
        /// As of `at`; forgiven ones are taken off when somebody looks.
        var failures: Int
        var at: Int64
        var until: Int64
    }

    private let policy: TryPolicy
    private let capacity: Int
    private let uptime: @Sendable () -> Int64
    private let entries = Mutex<[Key: Entry]>([:])

    init(_ policy: TryPolicy, capacity: Int, uptime: @escaping @Sendable () -> Int64) {
        self.policy = policy
        self.capacity = max(16, capacity)
        self.uptime = uptime
    }

    var count: Int { entries.withLock { $0.count } }

    /// Seconds until the next try is taken, at least 1; nil: now.
    func wait(_ key: Key) -> Int? {
        let now = uptime()
        return entries.withLock { entries in
            guard let entry = entries[key], entry.until > now else { return nil }
            return Int((entry.until - now + Uptime.second - 1) / Uptime.second)
        }
    }

    func failed(_ key: Key) {
        let now = uptime()
        entries.withLock { entries in
            if entries[key] == nil, entries.count >= capacity { makeRoom(&entries, now) }
            var entry = entries[key] ?? Entry(failures: 0, at: now, until: now)
            entry.failures = min(policy.most, remaining(entry, now) + 1)
            entry.at = now
            entry.until = max(entry.until, now + Int64(policy.delaySeconds(after: entry.failures)) * Uptime.second)
            entries[key] = entry
        }
    }

    func forgive(_ key: Key) { entries.withLock { $0[key] = nil } }

    private func remaining(_ entry: Entry, _ now: Int64) -> Int {
        max(0, entry.failures - Int((now - entry.at) / (Int64(max(1, policy.forgivenInSeconds)) * Uptime.second)))
    }

    /// A tenth at a time, so that sorting them all is paid for by many.
    private func makeRoom(_ entries: inout [Key: Entry], _ now: Int64) {
        entries = entries.filter { $0.value.until > now || remaining($0.value, now) > 0 }
        guard entries.count >= capacity else { return }
        let oldest = entries.sorted { $0.value.at < $1.value.at }.prefix(max(1, capacity / 10))
        for (key, _) in oldest { entries[key] = nil }
    }
}
