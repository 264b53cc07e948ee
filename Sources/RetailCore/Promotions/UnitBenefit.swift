/// What a benefit takes off the price of a single unit, in millionths; nothing where it works on sets or sums. Plain numbers, for it is asked
/// for every line of every cart.
enum UnitBenefit {
    case none
    case percent(Percent)
    case amount(Int64)
    case fixedPrice(Int64)

    init(_ benefit: Benefit) {
        switch benefit {
        case .percent(let percent): self = .percent(percent)
        case .amount(let amount): self = .amount(amount.minor * MicroMoney.perMinor)
        case .fixedPrice(let fixed): self = .fixedPrice(fixed.minor * MicroMoney.perMinor)
        case .set, .spend: self = .none
        }
    }

    /// - Parameter measure: thousandths of the unit of measure that the price is for; 1000 for a piece.
    func off(_ price: Int64, _ measure: Int64 = 1000) -> Int64 {
        switch self {
        case .none: 0
        case .percent(let percent): MicroMoney.share(of: price, percent)
        case .amount(let amount): min(price, Self.amount(amount, times: measure))
        case .fixedPrice(let fixed): max(0, price - Self.amount(fixed, times: measure))
        }
    }

    /// Exact, as whole minor units are whole thousands of millionths; beyond 64 bits it is more than any price all the same.
    private static func amount(_ amount: Int64, times measure: Int64) -> Int64 {
        if measure == 1000 { return amount }
        let (product, overflow) = (amount / 1000).multipliedReportingOverflow(by: measure)
        return overflow ? .max : product
    }

    /// Among benefits of one kind, the higher takes more off any price.
    var strength: Int64 {
        switch self {
        case .none: 0
        case .percent(let percent): percent.micro
        case .amount(let amount): amount
        case .fixedPrice(let fixed): -fixed
        }
    }
}
