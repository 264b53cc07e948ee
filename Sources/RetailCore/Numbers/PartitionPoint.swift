extension Range<Int> {
    /// The first number from which on `holds` is true, where it is true for all that follow one for which it is; the end where it never is. Asks a
    /// few of them only.
    func partitionPoint(where holds: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
