/// The receipt numbers of one series, a register under one enrolment: 1, 2, 3, …, never skipped, never used again.
///
/// A till takes its numbers from it; a server records in it what arrives, in any order. A number that comes twice, or one missing, is an
/// alert; it never is a reason to drop a receipt.
public struct ReceiptSequence: Hashable, Sendable {
    /// What recording a number showed.
    public enum Finding: Hashable, Sendable {
        /// The next one, as it should be.
        case next
        /// A later one: these are missing so far.
        case missing(ClosedRange<Int64>)
        /// One that was missing.
        case late
        /// It was there already: two receipts claim one number.
        case collision
    }

    /// The highest number so far; 0 for none.
    public private(set) var last: Int64
    /// The numbers below `last` that are missing, ascending and apart.
    public private(set) var gaps: [ClosedRange<Int64>] = []

    /// - Parameter last: how far the numbers have gone without a gap; below zero counts as zero.
    public init(last: Int64 = 0) {
        self.last = max(last, 0)
    }

    /// As it was kept: how far the numbers have come, and which below that are missing, ascending and apart.
    public init(last: Int64, gaps: [ClosedRange<Int64>]) {
        self.init(last: last)
        self.gaps = gaps
    }

    /// Takes the next number. To be stored with its receipt before anything is printed.
    ///
    /// - Throws: `receipt.numbers-exhausted` (`unprocessable`) after `Receipt.numberLimit`.
    public mutating func take() throws(Fault) -> Int64 {
        guard last < Receipt.numberLimit else {
            throw Fault(.unprocessable, "receipt.numbers-exhausted", "The register has used up its receipt numbers; enrol it again.")
        }
        last += 1
        return last
    }

    /// Records a number that was used.
    ///
    /// - Throws: `receipt.bad-number` (`unprocessable`) outside 1 … `Receipt.numberLimit`.
    public mutating func record(_ number: Int64) throws(Fault) -> Finding {
        guard (1...Receipt.numberLimit).contains(number) else {
            throw Fault(.unprocessable, "receipt.bad-number", "A receipt's number is from 1 to \(Receipt.numberLimit).")
        }
        guard number <= last else {
            let skipped = last + 1
            last = number
            guard number > skipped else { return .next }
            gaps.append(skipped...(number - 1))
            return .missing(skipped...(number - 1))
        }
        guard let position = gapIndex(of: number) else { return .collision }
        let gap = gaps[position]
        var rest: [ClosedRange<Int64>] = []
        if gap.lowerBound < number { rest.append(gap.lowerBound...(number - 1)) }
        if number < gap.upperBound { rest.append((number + 1)...gap.upperBound) }
        gaps.replaceSubrange(position...position, with: rest)
        return .late
    }

    /// What is missing of 1 … `number`, ascending.
    public func missing(through number: Int64) -> [ClosedRange<Int64>] {
        var missing: [ClosedRange<Int64>] = []
        for gap in gaps where gap.lowerBound <= number { missing.append(gap.lowerBound...min(gap.upperBound, number)) }
        if number > last { missing.append((last + 1)...number) }
        return missing
    }

    /// Whether 1 … `number` are all there.
    public func isContiguous(through number: Int64) -> Bool {
        number <= last && (gaps.first.map { $0.lowerBound > number } ?? true)
    }

    /// Where `number` is missing: gaps are in order, so it is halved down to.
    private func gapIndex(of number: Int64) -> Int? {
        let low = gaps.indices.partitionPoint { gaps[$0].upperBound >= number }
        return low < gaps.count && gaps[low].contains(number) ? low : nil
    }
}
