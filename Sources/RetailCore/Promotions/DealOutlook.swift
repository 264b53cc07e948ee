/// What a deal could still gain if no other wanted its units: no way to deal them out can gain more than the sum of all deals' outlooks.
///
/// Exact for a deal of one part (what it could gain from each unit on, with so many units in its open set), but for its limit; for one of
/// several parts the most that each unit by itself could bring.
struct DealOutlook {
    /// Into how many columns a row falls: one for each number of units in an open set.
    private let columns: Int
    /// A row for each of the deal's units still to come, and one behind the last.
    private var gains: [Int64]

    /// Less than anything that can be gained or lost: a set that can't be closed any more.
    private static let never = Int64.min / 4

    /// - Parameter units: the deal's units in the order of the walk, each with the parts it can fill.
    init(_ deal: Deal, _ units: [(price: Int64, base: Int64, parts: [Int])]) {
        columns = deal.counts.count == 1 ? deal.counts[0] : 1
        gains = Array(repeating: deal.counts.count == 1 ? Self.never : 0, count: (units.count + 1) * columns)
        gains[units.count * columns] = 0
        for (row, unit) in units.enumerated().reversed() {
            let (here, next) = (row * columns, (row + 1) * columns)
            if deal.counts.count > 1 {
                var most: Int64 = 0
                for part in unit.parts { most = max(most, unit.base - deal.lowestPrice(of: unit.price, part: part)) }
                gains[here] = gains[next] + most
                continue
            }
            for filled in 0..<columns {
                let after = gains[next + (filled + 1 == columns ? 0 : filled + 1)]
                let taken = after <= Self.never ? after : after + unit.base - deal.price(of: unit.price, part: 0, filled: Int64(filled))
                gains[here + filled] = max(gains[next + filled], taken)
            }
        }
    }

    /// - Parameters:
    ///   - passed: how many of the deal's units have been dealt with.
    ///   - filled: how many units its open set has, where it has one part.
    func gain(passed: Int, filled: Int) -> Int64 { gains[passed * columns + (columns == 1 ? 0 : filled)] }
}
