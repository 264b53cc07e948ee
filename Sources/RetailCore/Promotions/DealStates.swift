/// How far the open sets of some deals are filled, packed into 64 bits: for each part the units waiting in it, and, where sets are limited,
/// how many are complete.
///
/// Units come in order of falling price, which settles which of them are the cheapest of a set. A deal of one part has one open set at
/// most; one of several parts may have units of one waiting for the other.
struct DealStates {
    struct Field {
        let shift: UInt64
        let mask: UInt64

        func read(_ state: UInt64) -> Int { Int((state >> shift) & mask) }
        func write(_ value: Int, into state: inout UInt64) { state = state & ~(mask << shift) | UInt64(value) << shift }
    }

    /// Of a line no more are counted, so that no sum overflows; a search doesn't look at as many.
    private static let mostUnits: Int64 = 1 << 30

    private struct Part {
        var field: Field
        let count: Int
    }

    private struct Sets {
        let parts: Range<Int>
        /// How many the cart can fill, and may.
        let most: Int
        /// nil where they are not limited below what the cart can fill.
        let complete: Field?
    }

    let deals: [Deal]
    private var parts: [Part] = []
    /// Per deal.
    private var sets: [Sets] = []

    /// nil where 64 bits are not enough.
    ///
    /// - Parameter open: the units of each line that are still to be had.
    init?(_ deals: [Deal], _ open: [Int64]) {
        self.deals = deals
        var next: UInt64 = 0
        func field(_ highest: Int) -> Field? {
            let width = UInt64(Int.bitWidth - highest.leadingZeroBitCount)
            guard next + width <= 63 else { return nil }
            defer { next += width }
            return Field(shift: next, mask: (1 << width) - 1)
        }
        for deal in deals {
            var possible = Int.max
            for (part, count) in deal.counts.enumerated() {
                var units: Int64 = 0
                for line in deal.lines[part] { units += min(open[Int(line)], Self.mostUnits) }
                possible = min(possible, Int(units) / count)
            }
            let allowed = min(possible, deal.most)
            let start = parts.count
            for count in deal.counts {
                guard let room = field(deal.counts.count == 1 ? count - 1 : count * allowed) else { return nil }
                parts.append(Part(field: room, count: count))
            }
            let complete = deal.most < possible ? field(allowed) : nil
            guard deal.most >= possible || complete != nil else { return nil }
            sets.append(Sets(parts: start..<parts.count, most: allowed, complete: complete))
        }
    }

    /// The state with one more unit in a part, and how many units were in its set before it; nil where there is no room for one.
    func adding(_ deal: Int, _ part: Int, to state: UInt64) -> (state: UInt64, filled: Int64)? {
        let set = sets[deal]
        let wanted = parts[set.parts.lowerBound + part]
        let here = wanted.field.read(state)
        let done = set.complete?.read(state) ?? 0
        var after = state
        if set.parts.count == 1 {
            guard here > 0 || done < set.most else { return nil }
            let isFull = here + 1 == wanted.count
            wanted.field.write(isFull ? 0 : here + 1, into: &after)
            if isFull { set.complete?.write(done + 1, into: &after) }
            return (after, Int64(here))
        }
        guard here + 1 <= wanted.count * (set.most - done) else { return nil }
        wanted.field.write(here + 1, into: &after)
        var filled: Int64 = -1
        var isFull = true
        for part in parts[set.parts] {
            let waiting = part.field.read(after)
            filled += Int64(waiting)
            if waiting < part.count { isFull = false }
        }
        if isFull {
            for part in parts[set.parts] { part.field.write(part.field.read(after) - part.count, into: &after) }
            set.complete?.write(done + 1, into: &after)
        }
        return (after, filled)
    }

    /// Whether no set is open.
    func isClosed(_ state: UInt64) -> Bool {
        parts.allSatisfy { $0.field.read(state) == 0 }
    }

    /// Whether the units still to come, per deal and part, can close every open set of a deal.
    func canClose(_ deal: Int, _ state: UInt64, _ coming: [Int64]) -> Bool {
        let set = sets[deal]
        var open = 0
        for part in parts[set.parts] {
            let waiting = part.field.read(state)
            if waiting > 0 { open = max(open, (waiting + part.count - 1) / part.count) }
        }
        guard open > 0 else { return true }
        for number in set.parts {
            guard Int64(open * parts[number].count - parts[number].field.read(state)) <= coming[number] else { return false }
        }
        return true
    }

    /// The most units that a deal could take into one of its parts.
    func room(_ deal: Int, _ part: Int) -> Int64 { Int64(sets[deal].most * parts[sets[deal].parts.lowerBound + part].count) }

    /// How many units the open set of a deal of one part has.
    func filled(_ deal: Int, _ state: UInt64) -> Int { parts[sets[deal].parts.lowerBound].field.read(state) }

    /// The number of a deal's part among all parts.
    func number(of part: Int, in deal: Int) -> Int { sets[deal].parts.lowerBound + part }
    var partCount: Int { parts.count }
}
