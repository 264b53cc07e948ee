import RetailCore
import TestSupport
import Testing

@Suite struct StoredLineTests {
    private func line(_ units: Int64, paid: Int64, _ amounts: [Int64] = [], points: Int64 = 0) throws -> StoredLine {
        try StoredLine(quantity: .units(units), paid: Money(minor: paid), amounts: amounts.map(Money.init(minor:)), points: Points(points))
    }

    /// Three for 10.00 with a tax of 1.60: the last takes the rest.
    @Test func theLastUnitTakesTheRest() throws {
        var stored = try line(3, paid: 1000, [160, -1], points: 10)
        var parts: [[Int64]] = []
        for _ in 0..<3 {
            let back = try stored.refunding(.one)
            parts.append([back.paid.minor] + back.amounts.map(\.minor) + [back.points.count])
            stored = back.after
        }
        #expect(parts == [[333, 53, 0, 3], [334, 54, -1, 4], [333, 53, 0, 3]])
        #expect(stored.isSpent && stored.left == .zero)
    }

    @Test func someTheRestOrAll() throws {
        let stored = try line(4, paid: 999)
        #expect(try stored.refundingRest().paid.minor == 999)
        let some = try stored.refunding(.one)
        #expect(some.paid.minor == 250)
        #expect(try some.after.refundingRest().paid.minor == 749)
        #expect(try some.after.refundingRest().quantity == .units(3))
    }

    @Test func neverMoreThanWasSold() throws {
        let stored = try line(2, paid: 999)
        #expect(faultCode { () throws(Fault) in try stored.refunding(Quantity(milli: 2001)) } == "refund.too-much")
        #expect(faultCode { () throws(Fault) in try stored.refunding(.zero) } == "refund.quantity-not-positive")
        #expect(faultCode { () throws(Fault) in try stored.refunding(Quantity(milli: .min)) } == "refund.quantity-not-positive")
        let spent = try stored.refundingRest().after
        #expect(faultCode { () throws(Fault) in try spent.refunding(Quantity(milli: 1)) } == "refund.too-much")
        #expect(faultCode { () throws(Fault) in try spent.refundingRest() } == "refund.too-much")
        for (quantity, refunded) in [(-1, 0), (1, 2), (1, -1), (.min, .max)] as [(Int64, Int64)] {
            #expect(
                faultCode { () throws(Fault) in
                    try StoredLine(quantity: Quantity(milli: quantity), paid: .zero, refunded: Quantity(milli: refunded))
                } == "refund.bad-line")
        }
    }

    /// The Complete Journey has 49 lines of quantity 0 with money.
    @Test func aLineOfMoneyAloneComesBackOnce() throws {
        let stored = try line(0, paid: 1252, [160])
        let back = try stored.refundingRest()
        #expect(back.paid.minor == 1252 && back.amounts.map(\.minor) == [160] && back.quantity == .zero)
        #expect(back.after.isSpent)
        #expect(faultCode { () throws(Fault) in try back.after.refundingRest() } == "refund.too-much")
        #expect(faultCode { () throws(Fault) in try stored.refunding(.one) } == "refund.too-much")
        #expect(try line(0, paid: 0).isSpent)
        #expect(try !line(1, paid: 0).isSpent, "goods that cost nothing can come back")
    }

    @Test(arguments: seeds) func partsInAnySizeAddUpToWhatWasPaid(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let amounts = (0..<4).map { _ in Money(minor: random.int64()) }
            let sold = max(1, Int64.random(in: 1...20, using: &random) * ([1, 1000, 777].randomElement(using: &random) ?? 1))
            var stored = try StoredLine(
                quantity: Quantity(milli: sold), paid: Money(minor: random.int64()), amounts: amounts, points: Points(random.int64()))
            let whole = [stored.paid.minor, stored.points.count] + amounts.map(\.minor)
            var given = whole.map { _ in Int128(0) }
            while !stored.isSpent {
                let back = try stored.refunding(Quantity(milli: .random(in: 1...stored.left.milli, using: &random)))
                for (index, part) in ([back.paid.minor, back.points.count] + back.amounts.map(\.minor)).enumerated() {
                    #expect(part.signum() * whole[index].signum() >= 0, "\(part) of \(whole[index])")
                    given[index] += Int128(part)
                    #expect(given[index].magnitude <= whole[index].magnitude)
                }
                stored = back.after
            }
            #expect(given == whole.map { Int128($0) })
        }
    }

    /// Half to even side by side, 0.005 of the coupon would go up where 0.005 of the money goes down.
    @Test(arguments: seeds) func noPartHasMoreOfACouponThanItCosts(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let paid = random.amount(1...60)
            let coupon = random.amount(0...paid.minor)
            var stored = try StoredLine(quantity: Quantity(milli: random.amount(1...4000).minor), paid: paid, makerCoupon: coupon)
            var (back, ofCoupon) = (Money.zero, Money.zero)
            while !stored.isSpent {
                let part = try stored.refunding(Quantity(milli: .random(in: 1...stored.left.milli, using: &random)))
                #expect(part.makerCoupon >= .zero && part.makerCoupon <= part.paid)
                (back, ofCoupon) = (try back.adding(part.paid), try ofCoupon.adding(part.makerCoupon))
                stored = part.after
            }
            #expect(back == paid && ofCoupon == coupon)
        }
    }

    @Test func aCouponWorthMoreThanTheLineGoesByTheQuantity() throws {
        let stored = try StoredLine(quantity: .units(2), paid: Money(minor: 100), makerCoupon: Money(minor: 150))
        #expect(try stored.refunding(.one).makerCoupon.minor == 75)
        #expect(
            try StoredLine(quantity: .zero, paid: Money(minor: 100), makerCoupon: Money(minor: 50)).refundingRest().makerCoupon.minor == 50)
    }
}
