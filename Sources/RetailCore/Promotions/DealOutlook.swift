/// What a deal could still gain if no other wanted its units: no way to deal them out can gain more than the sum of all deals' outlooks.
///
/// Exact for a deal of one part (what it could gain from each unit on, with so many units in its open set), but for its limit; for one of
/// several parts, or of very many units, the most that each unit by itself could bring.
struct DealOutlook {
    struct Unit {
        let price: Int64
        let measure: Int64
        let base: Int64
        /// The places of the deal that it can go to.
        let places: Range<Int>
    }

    /// Into how many columns a row falls: one for each number of units in an open set.
    private let columns: Int
    /// A row for each of the deal's units still to come, and one behind the last.
    private var gains: [Int64]
    /// Whether a gain is beyond `limit`, so that this says less than it could be.
    private(set) var isCut = false

    /// How many gains there are.
    var size: Int { gains.count }

    /// Less than anything that can be gained or lost: a set that can't be closed any more.
    private static let never = Int64.min / 2
    /// More gains than this are not listed.
    private static let mostGains = 50_000
    /// Of all deals together: with the gain of a way they stay within 64 bits.
    private static let limitOfAll = Int64.max / 4

    /// - Parameters:
    ///   - units: the deal's units in the order of the walk.
    ///   - deals: how many deals there are in the walk.
    init(_ deal: Deal, _ units: [Unit], _ places: [DealWalk.Place], deals: Int) {
        let isExact = deal.counts.count == 1 && deal.counts[0] * (units.count + 1) <= Self.mostGains
        let limit = Self.limitOfAll / Int64(max(deals, 1))
        columns = isExact ? deal.counts[0] : 1
        gains = Array(repeating: isExact ? Self.never : 0, count: (units.count + 1) * columns)
        gains[units.count * columns] = 0
        for (row, unit) in units.enumerated().reversed() {
            let (here, next) = (row * columns, (row + 1) * columns)
            if !isExact {
                var most: Int64 = 0
                for place in unit.places {
                    most = max(most, unit.base - deal.price.lowestPrice(of: unit.price, unit.measure, part: places[place].part))
                }
                gains[here] = cut(gains[next], most, limit)
                continue
            }
            for filled in 0..<columns {
                let after = gains[next + (filled + 1 == columns ? 0 : filled + 1)]
                let price = deal.price.price(of: unit.price, unit.measure, part: 0, filled: Int64(filled))
                let taken = after == Self.never ? after : cut(after, unit.base - price, limit)
                gains[here + filled] = max(gains[next + filled], taken)
            }
        }
    }

    private mutating func cut(_ gain: Int64, _ more: Int64, _ limit: Int64) -> Int64 {
        let (sum, overflow) = gain.addingReportingOverflow(more)
        guard overflow || sum.magnitude > limit.magnitude else { return sum }
        isCut = true
        return more < 0 ? -limit : limit
    }

    /// - Parameters:
    ///   - passed: how many of the deal's units have been dealt with.
    ///   - filled: how many units its open set has, where it has one part.
    func gain(passed: Int, filled: Int) -> Int64 { gains[passed * columns + (columns == 1 ? 0 : filled)] }
}
