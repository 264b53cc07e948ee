/// Which lines of a cart something is about: by product, category, brand or tag, or all of them, with exceptions.
///
/// A line belongs if it is named in any of the four ways, or `everything` is set, and is excepted in none. A line's categories are its
/// product's own and all above it, so that naming one names what is below.
public struct Goods: Hashable, Sendable {
    /// Products, categories, brands and tags.
    public struct Names: Hashable, Sendable {
        /// By id.
        public var products: Set<ProductID> = []
        /// By id; a category names what is below it.
        public var categories: Set<CategoryID> = []
        /// By name.
        public var brands: Set<String> = []
        /// By name.
        public var tags: Set<String> = []

        /// Nothing, unless said otherwise.
        public init(
            products: Set<ProductID> = [], categories: Set<CategoryID> = [], brands: Set<String> = [], tags: Set<String> = []
        ) {
            (self.products, self.categories, self.brands, self.tags) = (products, categories, brands, tags)
        }

        /// Whether nothing is named.
        public var isEmpty: Bool { products.isEmpty && categories.isEmpty && brands.isEmpty && tags.isEmpty }
        /// How many names there are.
        public var count: Int { products.count + categories.count + brands.count + tags.count }

        func name(_ line: CartLine) -> Bool {
            products.contains(line.product) || (!brands.isEmpty && line.brand.map(brands.contains) ?? false)
                || (!categories.isEmpty && line.categories.contains(where: categories.contains))
                || (!tags.isEmpty && line.tags.contains(where: tags.contains))
        }
    }

    /// Whether every line belongs unless it is excepted.
    public var isEverything: Bool
    /// What belongs.
    public var named: Names
    /// What doesn't, though it is named.
    public var except: Names

    /// Every line.
    public static let everything = Goods(isEverything: true, named: Names(), except: Names())

    /// Every line but these.
    public static func everything(except: Names) -> Goods { Goods(isEverything: true, named: Names(), except: except) }

    /// The lines named, but for `except`.
    public init(_ named: Names, except: Names = Names()) {
        self.init(isEverything: false, named: named, except: except)
    }

    private init(isEverything: Bool, named: Names, except: Names) {
        (self.isEverything, self.named, self.except) = (isEverything, named, except)
    }

    /// Whether a line is among the goods.
    public func contains(_ line: CartLine) -> Bool {
        (isEverything || named.name(line)) && !excepts(line)
    }

    func excepts(_ line: CartLine) -> Bool { !except.isEmpty && except.name(line) }
}
