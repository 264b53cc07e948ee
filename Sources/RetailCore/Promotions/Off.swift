/// What comes off a sum.
public enum Off: Hashable, Sendable {
    /// A share of the sum.
    case percent(Percent)
    /// Minor units; never more than the sum. Below zero counts as nothing.
    case amount(Money)

    /// What comes off `total` millionths, to the millionth.
    func off(_ total: Int64) -> Int64 {
        switch self {
        case .percent(let percent): MicroMoney.share(of: total, percent)
        case .amount(let amount): min(total, MicroMoney.micro(amount))
        }
    }
}
