/// What was compared, and what differed.
package struct Comparison: Sendable, Equatable {
    package private(set) var comparisons: Int64 = 0
    package private(set) var mismatches: Int64 = 0
    /// The first few, in words.
    package private(set) var first: [String] = []

    package static let shown = 20

    package init() {}

    package mutating func compare(_ what: @autoclosure () -> String, _ found: Int64, expected: Int64) {
        comparisons += 1
        guard found != expected else { return }
        note("\(what()): \(found) instead of \(expected)")
    }

    mutating func note(_ words: String) {
        mismatches += 1
        if first.count < Comparison.shown { first.append(words) }
    }

    mutating func add(_ other: Comparison) {
        comparisons += other.comparisons
        mismatches += other.mismatches
        first = Array((first + other.first).prefix(Comparison.shown))
    }
}
