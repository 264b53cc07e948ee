/// The lines of a cart in an order that doesn't depend on how they were scanned, with the headings they stand under.
struct CartGoods {
    struct Line {
        /// Where the line stands in the cart.
        let position: Int
        /// The shelf amount in millionths.
        let shelf: Int64
        /// Into how many equal units it falls; 1 where it is measured, or a label says the price of the whole.
        let units: Int64
        /// Thousandths of the unit of measure in a unit: what is measured is one unit, whose benefits go by its measure. 1000 for pieces.
        let measure: Int64
        /// Of a unit, in millionths, after the price layer.
        var price: Int64
    }

    var lines: [Line] = []
    /// Where lines stand: sorted by heading, then line. Heading 0 is left out, for it is all of them.
    private(set) var places: [Place] = []
    private var measured: [Int32: Measure] = [:]

    struct Place: Comparable {
        let heading: Int32
        let line: Int32

        static func < (left: Self, right: Self) -> Bool {
            left.heading != right.heading ? left.heading < right.heading : left.line < right.line
        }
    }

    struct Measure {
        var spend: Int128 = 0
        var milli: Int128 = 0
    }

    /// - Throws: `cart.line-invalid` (`unprocessable`), `cart.too-large` (`unprocessable`).
    init(_ cart: Cart, _ index: HeadingIndex) throws(Fault) {
        var total: Int128 = 0
        lines.reserveCapacity(cart.lines.count)
        for (position, line) in cart.lines.enumerated() {
            do throws(Fault) { try line.check() } catch { throw error.inside("lines[\(position)]") }
            total += Int128(line.shelf.minor.magnitude)
            guard total <= Int128(MicroMoney.highestTotal) else {
                throw Fault(.unprocessable, "cart.too-large", "A cart comes to \(MicroMoney.highestTotal) minor units at most.")
            }
            guard line.mayBeReduced else { continue }
            let units = Self.units(of: line)
            let shelf = line.shelf.minor * MicroMoney.perMinor
            let measure = line.isMeasured ? line.quantity.milli : 1000
            lines.append(Line(position: position, shelf: shelf, units: units, measure: measure, price: shelf / units))
        }
        lines.sort { left, right in
            if left.price != right.price { return left.price > right.price }
            let (one, other) = (cart.lines[left.position], cart.lines[right.position])
            if one.product != other.product { return one.product < other.product }
            if left.units != right.units { return left.units > right.units }
            // Lines that differ in nothing that prices or taxes depend on may keep their order.
            return one.precedes(other) ?? (left.position < right.position)
        }
        places.reserveCapacity(lines.count * 6)
        for (number, line) in lines.enumerated() {
            index.forEach(of: cart.lines[line.position]) { places.append(Place(heading: $0, line: Int32(number))) }
        }
        places.sort()
        // A line may name a tag or a category twice and stands under it once all the same.
        if zip(places, places.dropFirst()).contains(where: ==) {
            places = places.indices.filter { $0 == 0 || places[$0] != places[$0 - 1] }.map { places[$0] }
        }
    }

    /// A price per unit that makes up the line's amount exactly falls into units; anything else is one.
    private static func units(of line: CartLine) -> Int64 {
        let (count, rest) = line.quantity.milli.quotientAndRemainder(dividingBy: 1000)
        guard !line.isMeasured, rest == 0, count > 0, let price = line.unitPrice else { return 1 }
        let (product, overflow) = price.minor.multipliedReportingOverflow(by: count)
        return !overflow && product == line.shelf.minor ? count : 1
    }

    /// The lines under a heading, as a range of `places`.
    func range(of heading: Int32) -> Range<Int> {
        let low = places.indices.partitionPoint { places[$0].heading >= heading }
        var end = low
        while end < places.count, places[end].heading == heading { end += 1 }
        return low..<end
    }

    /// The numbers of the lines that are among `goods`, ascending.
    func lines(among goods: CompiledGoods, _ cart: Cart) -> [Int32] {
        var found: [Int32] = []
        if goods.goods.isEverything {
            found = lines.indices.map(Int32.init)
        } else {
            for heading in goods.headings { for place in range(of: heading) { found.append(places[place].line) } }
            if goods.headings.count > 1 { found = found.sortedOnce() }
        }
        guard !goods.goods.except.isEmpty else { return found }
        return found.filter { !goods.goods.excepts(cart.lines[lines[Int($0)].position]) }
    }

    /// What a cart has of some goods, at shelf prices; looked up once per cart.
    mutating func measure(_ entry: Int32, _ set: PromotionSet, _ cart: Cart) -> Measure {
        if let known = measured[entry] { return known }
        var measure = Measure()
        for number in lines(among: set.goods[Int(entry)], cart) {
            let line = cart.lines[lines[Int(number)].position]
            measure.spend += Int128(line.shelf.minor)
            measure.milli += Int128(line.quantity.milli)
        }
        measured[entry] = measure
        return measure
    }
}

extension [Int32] {
    /// Ascending, each number once.
    func sortedOnce() -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(count)
        for number in sorted() where result.last != number { result.append(number) }
        return result
    }
}

extension CartLine {
    /// For lines of one product: an order that depends on nothing but what they are; nil where they are alike.
    fileprivate func precedes(_ other: CartLine) -> Bool? {
        if tags != other.tags { return tags.lexicographicallyPrecedes(other.tags) }
        if quantity != other.quantity { return quantity > other.quantity }
        if isMeasured != other.isMeasured { return isMeasured }
        if brand != other.brand { return (brand ?? "") < (other.brand ?? "") }
        if categories != other.categories { return categories.lexicographicallyPrecedes(other.categories) }
        if taxes != other.taxes { return taxes.precedes(other.taxes) }
        let (mine, theirs) = (discounts.map(\.off.rank), other.discounts.map(\.off.rank))
        return mine == theirs ? nil : mine.lexicographicallyPrecedes(theirs)
    }
}

extension Off {
    /// Amounts below zero count as nothing; percentages come first.
    fileprivate var rank: Int64 {
        switch self {
        case .percent(let percent): percent.micro - 1_000_001
        case .amount(let amount): max(0, amount.minor)
        }
    }
}
