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

    func off(_ price: Int64) -> Int64 {
        switch self {
        case .none: 0
        case .percent(let percent): MicroMoney.share(of: price, percent)
        case .amount(let amount): min(price, amount)
        case .fixedPrice(let fixed): max(0, price - fixed)
        }
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
