/// When which of a product's versions in one list holds: of those that have begun and not ended, the one that began last. So a price for a week
/// gives way to the one before it, and a price entered for next month changes nothing today.
struct PriceTimeline {
    /// From this moment to the next segment's.
    struct Segment {
        let from: Instant
        /// An index among the versions; nil: none holds.
        let version: Int?
    }

    let segments: [Segment]

    /// - Parameter indices: the product's versions among `versions`.
    /// - Throws: `price.version-twice` (`unprocessable`) for two that begin at the same moment.
    init(_ indices: [Int], of versions: [PriceVersion]) throws(Fault) {
        let starting = indices.sorted { versions[$0].from < versions[$1].from }
        for (left, right) in zip(starting, starting.dropFirst()) where versions[left].from == versions[right].from {
            throw Fault(
                .unprocessable, "price.version-twice", "A price list has two prices of a product from the same moment on.",
                diagnosis: "product \(versions[left].product), \(versions[left].from)")
        }
        let moments = Set(indices.map { versions[$0].from } + indices.compactMap { versions[$0].until }).sorted()
        var segments: [Segment] = []
        // Those that have begun; the last one on top.
        var begun: [Int] = []
        var next = 0
        for moment in moments {
            while next < starting.count, versions[starting[next]].from <= moment {
                begun.append(starting[next])
                next += 1
            }
            while let last = begun.last, let until = versions[last].until, until <= moment { begun.removeLast() }
            segments.append(Segment(from: moment, version: begun.last))
        }
        self.segments = segments
    }
}
