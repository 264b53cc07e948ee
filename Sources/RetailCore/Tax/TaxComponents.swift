/// One of the taxes on a line.
public struct TaxComponent: Hashable, Sendable {
    /// The tax.
    public let rate: TaxRate
    /// Whether it is levied on the net amount and the taxes before it in the list (as Quebec's was until 2012), not on the net amount alone.
    public let isCompound: Bool

    /// Levied on the net amount, unless said otherwise.
    public init(_ rate: TaxRate, isCompound: Bool = false) {
        self.rate = rate
        self.isCompound = isCompound
    }
}

/// The taxes on a line, in the order in which compound ones build on those before; none, mostly one, at most eight.
///
/// Each takes an exact share of the net amount: r for a simple one, r · (1 + the shares before) for a compound one. Where prices include tax,
/// a component's part of the gross amount is its share / (1 + all shares).
public struct TaxComponents: Sendable {
    /// In the order in which they apply.
    public let list: [TaxComponent]
    /// What each takes of `net` parts of the net amount.
    let shares: [Int64]
    /// Into how many parts the net amount is cut: the least number that makes all shares whole.
    let net: Int64
    /// `net` and all shares: the parts that the gross amount is cut into.
    let gross: Int64

    /// Untaxed.
    public static let none = TaxComponents([], shares: [], net: 1)
    /// How many taxes a line may have.
    public static let most = 8
    /// Keeps the product of a part and any amount inside 128 bits.
    static let finest: Int64 = 1 << 62

    private init(_ list: [TaxComponent], shares: [Int64], net: Int64) {
        self.list = list
        self.shares = shares
        self.net = net
        gross = shares.reduce(net, +)
    }

    /// A single tax.
    public init(_ rate: TaxRate) {
        let share = Fraction(Int128(rate.rateMicro), over: 1_000_000)
        self.init(
            [TaxComponent(rate)], shares: [Int64(truncatingIfNeeded: share.numerator)], net: Int64(truncatingIfNeeded: share.divisor))
    }

    /// - Throws: `tax.too-many-components`, `tax.component-twice` (two of the same code), `tax.rates-too-fine` where compound rates multiply to
    ///   more digits than can be computed exactly (beyond three of six decimals each); all `unprocessable`.
    public init(_ list: [TaxComponent]) throws(Fault) {
        guard list.count <= Self.most else {
            throw Fault(.unprocessable, "tax.too-many-components", "A line has at most \(Self.most) taxes.")
        }
        for (index, component) in list.enumerated() where list[..<index].contains(where: { $0.rate.code == component.rate.code }) {
            throw Fault(.unprocessable, "tax.component-twice", "A line has the same tax twice.")
        }
        let exact = try Self.shares(of: list, without: nil)
        let (shares, net) = try Self.parts(of: exact)
        self.init(list, shares: shares, net: net)
    }

    /// The exact share that each takes of the net amount; nothing for those that `relief` covers, on which the later ones then don't build.
    static func shares(of list: [TaxComponent], without relief: TaxRelief?) throws(Fault) -> [Fraction] {
        var shares: [Fraction] = []
        var before = Fraction.one
        do throws(Fault) {
            for component in list {
                var share = Fraction.zero
                if relief?.covers(component.rate.code) != true {
                    let rate = Fraction(Int128(component.rate.rateMicro), over: 1_000_000)
                    share = component.isCompound ? try rate.multiplied(by: before) : rate
                }
                shares.append(share)
                before = try before.adding(share)
            }
        } catch { throw Self.tooFine }
        return shares
    }

    /// The same fractions as whole parts of one divisor; together with it they stay within `finest`.
    static func parts(of fractions: [Fraction]) throws(Fault) -> (parts: [Int64], divisor: Int64) {
        guard let common = try? Fraction.commonDivisor(of: fractions), common <= Int128(finest) else { throw tooFine }
        var parts: [Int64] = []
        var sum = common
        for fraction in fractions {
            let (part, overflow) = fraction.numerator.multipliedReportingOverflow(by: common / fraction.divisor)
            guard !overflow, part <= Int128(finest) else { throw tooFine }
            sum += part
            parts.append(Int64(truncatingIfNeeded: part))
        }
        guard sum <= Int128(finest) else { throw tooFine }
        return (parts, Int64(truncatingIfNeeded: common))
    }

    private static var tooFine: Fault {
        Fault(.unprocessable, "tax.rates-too-fine", "The tax rates have too many digits to be combined exactly.")
    }
}

extension TaxComponents: Hashable {
    /// The same taxes in the same order.
    public static func == (left: Self, right: Self) -> Bool { left.list == right.list }

    /// Of the taxes in their order.
    public func hash(into hasher: inout Hasher) {
        for component in list { hasher.combine(component.rate) }
    }

    /// An order that depends on nothing but what they are.
    func precedes(_ other: TaxComponents) -> Bool {
        for (mine, theirs) in zip(list, other.list) where mine != theirs {
            return mine.rate != theirs.rate ? mine.rate < theirs.rate : theirs.isCompound
        }
        return list.count < other.list.count
    }
}
