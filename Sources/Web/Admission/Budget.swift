import Synchronization

/// So much of something and no more, counted without a lock.
struct Budget: ~Copyable, Sendable {
    let limit: Int
    private let taken = Atomic<Int>(0)

    init(_ limit: Int) { self.limit = limit }

    var used: Int { taken.load(ordering: .relaxed) }

    /// - Returns: false, and nothing is taken, if it would be more than there is.
    func take(_ count: Int = 1) -> Bool {
        guard taken.wrappingAdd(count, ordering: .relaxed).newValue <= limit else {
            give(count)
            return false
        }
        return true
    }

    func give(_ count: Int = 1) { taken.wrappingSubtract(count, ordering: .relaxed) }
}
