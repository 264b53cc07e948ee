/// All promotions of a chain, laid out so that a cart only touches those that name something in it. Made once, used for every cart.
public struct PromotionSet: Sendable {
    /// By id.
    public let promotions: [Promotion]
    let compiled: [CompiledPromotion]
    /// Of sets and limited deals, what their parts are about.
    let parts: [[Int32]]
    /// What promotions, their parts and their minimums are about; those about the same goods share an entry.
    let goods: [CompiledGoods]
    let headings: [Heading]
    let index: HeadingIndex
    /// The price layer, in the order in which its promotions come off.
    let prices: [PriceStep]
    /// The total layer, in the order in which its promotions come off.
    let totals: [TotalStep]

    /// - Throws: `promotion.duplicate` (`unprocessable`) for an id that stands twice; `promotion.group-mixes-layers` (`unprocessable`) for an exclusive group with
    ///   promotions of more than one layer, whose members could not be weighed against each other.
    public init(_ promotions: some Sequence<Promotion>) throws(Fault) {
        let sorted = promotions.sorted { $0.id < $1.id }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.id == right.id {
            throw Fault(.unprocessable, "promotion.duplicate", "Two promotions have the id \(left.id).")
        }
        var layers: [String: Promotion.Layer] = [:]
        for promotion in sorted {
            guard let group = promotion.exclusiveGroup else { continue }
            guard layers.updateValue(promotion.layer, forKey: group) ?? promotion.layer == promotion.layer else {
                throw Fault(
                    .unprocessable, "promotion.group-mixes-layers", "The promotions of group \(group) are not all of the same layer.")
            }
        }
        var compiler = PromotionCompiler()
        for (number, promotion) in sorted.enumerated() { compiler.add(promotion, Int32(number)) }
        self.promotions = sorted
        compiled = compiler.compiled
        goods = compiler.goods
        parts = compiler.parts
        prices = PriceStep.ordered(sorted, compiled)
        headings = compiler.finishedHeadings(prices)
        index = compiler.index
        totals = TotalStep.ordered(sorted, compiled)
    }

    /// nil where the set has no such promotion.
    public subscript(id: ID<Promotion>) -> Promotion? {
        let place = promotions.indices.partitionPoint { promotions[$0].id >= id }
        return place < promotions.count && promotions[place].id == id ? promotions[place] : nil
    }

    /// No promotions.
    public static let none = PromotionSet()

    private init() {
        (promotions, compiled, parts, goods, headings, index, prices, totals) = ([], [], [], [], [Heading()], HeadingIndex(), [], [])
    }
}

/// What pricing wants to know of a promotion without looking at all of it: plain numbers, for they are copied all the time.
struct CompiledPromotion: Sendable {
    let benefit: UnitBenefit
    let priority: Int
    /// What its condition's minimum measures, if it has one.
    var minimumGoods: Int32?
    /// What it is about; a set says it part by part.
    let goods: Int32
    /// Whether its goods have exceptions.
    let isExcepting: Bool
    /// Neither conditions nor limits.
    let holdsAlways: Bool
}

struct CompiledGoods: Sendable {
    let goods: Goods
    /// Under which headings its lines are found; some may be excepted.
    let headings: [Int32]

    var isExcepting: Bool { !goods.except.isEmpty }
}

/// A product, category, brand or tag, or everything, with what promotions say of it.
struct Heading: Sendable {
    /// Promotions of the price layer, by rank.
    var prices: [Int32] = []
    /// Deals that work on each unit alone and as often as one likes, the strongest first: only the first that holds can be the best.
    var percents: [Int32] = []
    var amounts: [Int32] = []
    var fixedPrices: [Int32] = []
    /// All other deals, with the part that the heading's lines can fill.
    var parts: [PartReference] = []
}

struct PartReference: Hashable, Sendable {
    let promotion: Int32
    let part: Int32
}

/// Which heading a line stands under. Heading 0 is everything.
struct HeadingIndex: Sendable {
    private var products: [ProductID: Int32] = [:]
    private var categories: [CategoryID: Int32] = [:]
    private var brands: [String: Int32] = [:]
    private var tags: [String: Int32] = [:]
    private(set) var count: Int32 = 1

    /// Numbered in order: where a search ends before its end, the numbers decide what it has looked at.
    mutating func headings(of goods: Goods) -> [Int32] {
        if goods.isEverything { return [0] }
        var found: [Int32] = []
        for product in goods.named.products.sorted() { found.append(Self.heading(product, &products, &count)) }
        for category in goods.named.categories.sorted() { found.append(Self.heading(category, &categories, &count)) }
        for brand in goods.named.brands.sorted() { found.append(Self.heading(brand, &brands, &count)) }
        for tag in goods.named.tags.sorted() { found.append(Self.heading(tag, &tags, &count)) }
        return found.sorted()
    }

    private static func heading<Key: Hashable>(_ key: Key, _ known: inout [Key: Int32], _ count: inout Int32) -> Int32 {
        if let heading = known[key] { return heading }
        known[key] = count
        count += 1
        return count - 1
    }

    /// Calls `body` for each heading of the line but the first, which all lines share.
    func forEach(of line: CartLine, _ body: (Int32) -> Void) {
        if !products.isEmpty, let heading = products[line.product] { body(heading) }
        if !categories.isEmpty { for category in line.categories { if let heading = categories[category] { body(heading) } } }
        if !brands.isEmpty, let brand = line.brand, let heading = brands[brand] { body(heading) }
        if !tags.isEmpty { for tag in line.tags { if let heading = tags[tag] { body(heading) } } }
    }
}
