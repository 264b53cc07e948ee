/// All price lists of a chain in one currency, compiled for look-up.
///
/// Which list wins, where several have a price of the product for the store, the customer and the moment: the one of highest priority; then
/// the more specific one (for stores and tiers, for stores, for tiers, general); then the lower price; then the lower id.
public struct PriceBook: Sendable {
    private struct Key: Hashable {
        let list: Int
        let product: ProductID
    }

    /// In the order in which they win, apart from the price.
    private let lists: [PriceList]
    private var versions: [PriceVersion] = []
    private var segments: [PriceTimeline.Segment] = []
    /// Where a product's segments of a list stand.
    private var spans: [Key: Range<Int>] = [:]
    /// The lists that hold in a store, in order, for each store that a list names …
    private var listsOfStore: [StoreID: [Int]] = [:]
    /// … and in all others.
    private var generalLists: [Int] = []

    /// nil for a book without lists.
    public var currency: Currency? { lists.first?.currency }

    /// - Throws: `price.list-twice`, `price.mixed-currencies`, `price.version-twice` (two prices of a product in a list from the same moment
    ///   on); all `unprocessable`.
    public init(_ parts: [(list: PriceList, versions: [PriceVersion])]) throws(Fault) {
        let ordered = parts.sorted { Self.precedes($0.list, $1.list) }
        lists = ordered.map(\.list)
        var seen: Set<ID<PriceList>> = []
        for list in lists where !seen.insert(list.id).inserted {
            throw Fault(.unprocessable, "price.list-twice", "The price list \(list.id), \(list.name), was given twice.")
        }
        guard Set(lists.map(\.currency)).count <= 1 else {
            throw Fault(.unprocessable, "price.mixed-currencies", "Price lists of different currencies can't be compared.")
        }
        for (rank, part) in ordered.enumerated() { try add(part.versions, rank) }
        listsOfStore = Dictionary(lists.flatMap { $0.stores ?? [] }.map { ($0, []) }) { first, _ in first }
        for (rank, list) in lists.enumerated() {
            if let stores = list.stores {
                for store in stores { listsOfStore[store]?.append(rank) }
            } else {
                generalLists.append(rank)
                for store in listsOfStore.keys { listsOfStore[store]?.append(rank) }
            }
        }
    }

    private mutating func add(_ added: [PriceVersion], _ rank: Int) throws(Fault) {
        var indices: [ProductID: [Int]] = [:]
        for version in added {
            indices[version.product, default: []].append(versions.count)
            versions.append(version)
        }
        // In order, so that every machine names the same of several conflicts.
        for (product, own) in indices.sorted(by: { $0.key < $1.key }) {
            let timeline = try PriceTimeline(own, of: versions)
            spans[Key(list: rank, product: product)] = segments.count..<(segments.count + timeline.segments.count)
            segments += timeline.segments
        }
    }

    /// What one whole unit costs a customer of `tier` (nil: none) who takes `quantity` of it; nil where no list has a price.
    public func price(
        product: ProductID, store: StoreID, tier: CustomerTier?, quantity: Quantity, at instant: Instant
    ) -> PriceQuote? {
        var best: PriceQuote?
        for rank in listsOfStore[store] ?? generalLists {
            let list = lists[rank]
            // All that follow have less to say.
            if let best, best.list.priority != list.priority || best.list.specificity != list.specificity { break }
            guard list.admits(tier), let version = version(of: product, in: rank, at: instant) else { continue }
            let reached = version.reached(by: quantity)
            let unitPrice = reached?.unitPrice ?? version.unitPrice
            if let best, best.unitPrice <= unitPrice { continue }
            best = PriceQuote(unitPrice: unitPrice, list: list, version: version, quantityBreak: reached)
        }
        return best
    }

    private func version(of product: ProductID, in list: Int, at instant: Instant) -> PriceVersion? {
        guard let span = spans[Key(list: list, product: product)] else { return nil }
        let low = span.partitionPoint { segments[$0].from > instant }
        guard low > span.lowerBound, let version = segments[low - 1].version else { return nil }
        return versions[version]
    }

    private static func precedes(_ left: PriceList, _ right: PriceList) -> Bool {
        if left.priority != right.priority { return left.priority > right.priority }
        return left.specificity != right.specificity ? left.specificity > right.specificity : left.id < right.id
    }
}
