import RetailCore

/// Where the baskets lie in `transactions.csv`: 8 bytes each, instead of their lines.
struct BasketIndex: Sendable {
    struct StoreRange: Sendable {
        var store: Int64
        /// Ordinals of the store's baskets, in order of time.
        var baskets: Range<Int>
    }

    private(set) var stores: [StoreRange] = []
    /// Where each basket begins; it ends where the next one begins, the last one at the end.
    private var starts: [Int64] = []
    private(set) var end: Int64 = 0

    var count: Int { starts.count }

    mutating func begin(store: Int64, at offset: Int64) {
        if stores.last?.store != store { stores.append(StoreRange(store: store, baskets: starts.count..<starts.count)) }
        starts.append(offset)
        let last = stores.count - 1
        stores[last].baskets = stores[last].baskets.lowerBound..<starts.count
    }

    mutating func finish(at offset: Int64) { end = offset }

    func bytes(of baskets: Range<Int>) -> Range<Int64> {
        let upper = baskets.upperBound < starts.count ? starts[baskets.upperBound] : end
        guard !baskets.isEmpty else { return upper..<upper }
        return starts[baskets.lowerBound]..<upper
    }
}
