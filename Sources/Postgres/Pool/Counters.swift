import Synchronization

/// What the database's threads have done, counted without a lock.
final class Counters: Sendable {
    struct Counter: ~Copyable, Sendable {
        private let value = Atomic<Int>(0)

        var current: Int { value.load(ordering: .relaxed) }
        func add(_ difference: Int) { value.wrappingAdd(difference, ordering: .relaxed) }
    }

    let opened = Counter()
    let reconnects = Counter()
    let prepared = Counter()
    let evicted = Counter()
    let transactions = Counter()
    let reads = Counter()
}
