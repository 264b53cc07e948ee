import JSON
import RetailCore
package import Sales
import Testing

@testable import Simulator

@Suite struct BasketTests {
    private static let at = Instant(microseconds: 1_483_271_606_000_000)

    private func line(_ quantity: Int64, _ value: Int64, loyalty: Int64 = 0, coupon: Int64 = 0, match: Int64 = 0) -> TransactionLine {
        TransactionLine(
            store: 2, basket: 100, household: 7, product: 1, at: BasketTests.at, quantity: quantity, salesValue: value,
            retailDiscount: loyalty,
            couponDiscount: coupon, couponMatchDiscount: match)
    }

    private func text(_ lines: [TransactionLine]) -> String {
        String(decoding: JSONWriter.bytes(of: Basket(lines: lines).sale(receiptNumber: 12)), as: UTF8.self)
    }

    @Test func aLineWithEveryDiscount() {
        let product = JourneyNames.product(1)
        let customer = JourneyNames.customer(household: 7)
        #expect(
            text([line(2, 300, loyalty: 110, coupon: 55, match: 45)]) == """
                {"customer_id":"\(customer)","receipt_number":12,"stock":"fact","lines":[{"product_id":"\(product)","quantity_milli":2000,"shelf_minor":455,\
                "loyalty_discount_minor":110,"coupon_discount_minor":45,"maker_coupon_minor":55}],\
                "payments":[{"method":"maker_coupon","amount_minor":55},{"method":"other","amount_minor":245}]}
                """)
    }

    @Test func moneyWithoutGoodsStays() {
        let sale = Basket(lines: [line(0, 25)]).sale(receiptNumber: 1)
        #expect(sale.lines.map(\.quantity.milli) == [0])
        #expect(sale.lines.map(\.shelf) == [Money(minor: 25)])
        #expect(sale.payments == [Payment(.other, Money(minor: 25))])
    }

    @Test func aVoidScanStaysAndNothingIsPaid() {
        let sale = Basket(lines: [line(0, 0)]).sale(receiptNumber: 1)
        #expect(sale.lines.count == 1)
        #expect(sale.payments.isEmpty)
    }

    @Test func goodsForNothingStay() {
        let sale = Basket(lines: [line(3, 0, loyalty: 99)]).sale(receiptNumber: 1)
        #expect(sale.lines.map(\.shelf) == [Money(minor: 99)])
        #expect(sale.lines.map(\.quantity.milli) == [3000])
        #expect(sale.payments.isEmpty)
    }

    @Test func aCouponWorthMoreThanTheGoodsIsPaidOut() {
        #expect(
            Basket(lines: [line(1, 40, coupon: 100)]).payments == [
                Payment(.makerCoupon, Money(minor: 100))
            ])
    }

    @Test func aCouponWorthJustTheGoodsLeavesNothing() {
        #expect(Basket(lines: [line(1, 100, coupon: 100)]).payments == [Payment(.makerCoupon, Money(minor: 100))])
    }

    @Test func paymentsMakeUpWhatIsDue() {
        let lines = [line(1, 40, coupon: 100), line(2, 1000, loyalty: 5, coupon: 1, match: 3), line(0, 0)]
        #expect(Basket(lines: lines).payments.reduce(0) { $0 + $1.amount.minor } == 1040)
    }

    @Test func theServersOwnReaderTakesIt() throws {
        let bytes = JSONWriter.bytes(of: Basket(lines: [line(2, 300, loyalty: 110)]).sale(receiptNumber: 3))
        let sale = try CompleteSale.read(try JSONDocument(bytes).root)
        #expect(sale.receiptNumber == 3)
        #expect(sale.lines.first?.loyaltyDiscount == Money(minor: 110))
    }
}

extension Payment: Equatable {
    package static func == (left: Payment, right: Payment) -> Bool {
        left.method == right.method && left.amount == right.amount && left.reference == right.reference
    }
}
