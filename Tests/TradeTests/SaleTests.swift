import Catalog
import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// What a sale comes to.
@Suite struct SaleTests {
    /// The sale has happened: it is taken, without the number.
    @Test func keepsNoCardNumber() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 120)
        let paid = #""payments":[{"method":"card","amount_minor":120,"reference":"4111 1111 1111 1111"}]"#
        let sold = try shop.sell([line(apple, 1000)], paid)
        #expect(sold.code == nil && sold.flags == ["card_number_dropped"])
        #expect(try shop.payments(sold.id("sale_id")) == ["card 120"])
        #expect(
            !"\(shop.store.logs)".contains("4111")
                && !sold.changes.contains { String(decoding: $0.payload, as: UTF8.self).contains("4111") })
    }

    @Test func sellsAtTheServersPriceAndFilesTheReceipt() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 120)
        try shop.receive(apple, 10_000, batch: "A1", cost: 70)
        let sold = try shop.sell([line(apple, 3000)], pay("card", 360))
        #expect(sold.code == nil && sold.flags.isEmpty)
        #expect(
            sold.number("due_minor") == 360 && sold.number("revenue_minor") == 360 && sold.number("tax_minor") == 0
                && sold.number("receipt_number") == 1)
        #expect(try sold.result?["business_day"]?.string() == "2026-03-01")
        let sale = try shop.sale(sold.id("sale_id"))
        #expect(
            sale.kind == .sale && sale.due.minor == 360 && sale.lineCount == 1 && sale.flags.isEmpty && sale.store == shop.place
                && sale.refundOf == nil)
        let row = try #require(try shop.lines(sale.id).first)
        #expect(row.unitPrice.minor == 120 && row.amounts.shelf.minor == 360 && row.amounts.cost.minor == 210 && row.quantity.milli == 3000)
        #expect(row.picks == "\(try shop.batch(apple, "A1").id):3000:inferred")
        #expect(try shop.payments(sale.id) == ["card 360"])
        #expect(try shop.onHand(apple) == ["A1": 7000])
        let told = try #require(sold.changes.first)
        #expect(sold.changes.count == 1 && told.stream == .store(shop.place) && !told.isCritical)
        #expect(try told.elements("sale").first?["data"]?["lines"]?.elements().count == 1)
        #expect(try told.elements("stock").first?["data"]?["on_hand_milli"]?.int64() == 7000)
    }

    @Test(
        arguments: [(299, 333, 100), (250, 250, 62), (250, 750, 188), (350, 250, 88), (1, 500, 0), (3, 500, 2), (0, 9000, 0)]
            as [(Int64, Int64, Int64)])
    func roundsPriceTimesQuantityOnceToTheEven(_ price: Int64, _ milli: Int64, _ due: Int64) throws {
        let shop = try Shop()
        let product = try shop.product(price: price)
        let payment = due == 0 ? "" : pay("card", due)
        #expect(try shop.sell([line(product, milli)], payment).number("due_minor") == due)
    }

    @Test func takesTheTillsPriceAndFlagsThatItDiffers() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 120)
        let sold = try shop.sell([line(apple, 2000, #""unit_price_minor":100"#)], pay("card", 200))
        #expect(sold.flags == ["price_differs"] && sold.number("due_minor") == 200)
        #expect(try shop.sale(sold.id("sale_id")).flags == [.priceDiffers])
        #expect(try shop.sell([line(apple, 2000, #""unit_price_minor":120"#)], pay("card", 240)).flags.isEmpty)
    }

    @Test func takesWhatTheTillHasComputed() throws {
        let shop = try Shop()
        let (listed, unlisted) = (try shop.product(price: 120), try shop.product(price: nil))
        let sold = try shop.sell(
            [line(listed, 3000, #""shelf_minor":350"#), line(unlisted, 3000, #""shelf_minor":200"#)], pay("card", 550))
        #expect(sold.number("due_minor") == 550)
        #expect(try shop.lines(sold.id("sale_id")).map(\.unitPrice.minor) == [120, 67], "where no price is known: what one came to")
        #expect(try shop.sell([line(unlisted, 1000)], pay("card", 1)).code == "sale.no-price")
    }

    @Test func keepsEachKindOfDiscountApart() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 1000)
        let discounts = #""loyalty_discount_minor":1,"coupon_discount_minor":20,"promotion_discount_minor":300,"manual_discount_minor":4"#
        let sold = try shop.sell([line(apple, 1000, discounts)], pay("card", 675))
        let (sale, amounts) = (try shop.sale(sold.id("sale_id")), try #require(try shop.lines(sold.id("sale_id")).first?.amounts))
        #expect(sale.shelf.minor == 1000 && sale.discount.minor == 325 && sale.revenue.minor == 675 && sale.due.minor == 675)
        #expect(
            amounts.loyaltyDiscount.minor == 1 && amounts.couponDiscount.minor == 20 && amounts.promotionDiscount.minor == 300
                && amounts.manualDiscount.minor == 4)
    }

    @Test func refusesDiscountsBeyondTheLine() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        try shop.receive(apple, 5000)
        let before = (shop.store.content, shop.store.logContent)
        let refused = try shop.sell(
            [line(apple, 1000), line(apple, 1000, #""manual_discount_minor":60,"coupon_discount_minor":41"#)], pay("card", 100))
        #expect(refused.code == "sale.discount-too-large" && refused.fault?.kind == .unprocessable)
        #expect(shop.store.content == before.0 && shop.store.logContent == before.1)
        #expect(try shop.sell([line(apple, 1000, #""manual_discount_minor":60,"coupon_discount_minor":40"#)]).number("due_minor") == 0)
    }

    @Test func theMakersCouponIsATenderAndNoDiscount() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 500)
        let payments = #""payments":[{"method":"maker_coupon","amount_minor":50},{"method":"card","amount_minor":450}]"#
        let sold = try shop.sell([line(apple, 1000, #""maker_coupon_minor":50"#)], payments)
        #expect(sold.number("revenue_minor") == 500 && sold.number("due_minor") == 500)
        #expect(try shop.payments(sold.id("sale_id")) == ["maker_coupon 50", "card 450"])
    }

    // MARK: - Tax

    @Test(
        arguments: [
            (119, 190_000, 19), (238, 190_000, 38), (99, 70_000, 6), (107, 70_000, 7), (100, 0, 0), (21, 50_000, 1), (63, 50_000, 3),
            (1, 190_000, 0),
        ] as [(Int64, Int64, Int64)])
    func takesTheTaxOutOfAPriceThatIncludesIt(_ price: Int64, _ rate: Int64, _ tax: Int64) throws {
        let shop = try Shop(.inclusive)
        let product = try shop.product(price: price, tax: try shop.tax(rate))
        let sold = try shop.sell([line(product, 1000)], pay("card", price))
        #expect(sold.number("tax_minor") == tax && sold.number("due_minor") == price && sold.number("revenue_minor") == price)
    }

    /// 5 % of 10 is half a cent, to the even 0; of 30 one and a half, to the even 2; 8.875 % is New York's.
    @Test(
        arguments: [(100, 190_000, 19), (10, 50_000, 0), (30, 50_000, 2), (1999, 88_750, 177), (0, 190_000, 0)] as [(Int64, Int64, Int64)])
    func putsTheTaxOnTopOfAPriceWithout(_ price: Int64, _ rate: Int64, _ tax: Int64) throws {
        let shop = try Shop(.exclusive)
        let product = try shop.product(price: price, tax: try shop.tax(rate))
        let due = price + tax
        let sold = try shop.sell([line(product, 1000)], due == 0 ? "" : pay("card", due))
        #expect(sold.number("tax_minor") == tax && sold.number("due_minor") == due && sold.number("revenue_minor") == price)
        #expect(try shop.sale(sold.id("sale_id")).taxMode == .exclusive)
    }

    @Test func taxesEachLineAtItsOwnRateAfterItsDiscount() throws {
        let shop = try Shop(.inclusive)
        let (standard, reduced) = (
            try shop.product(price: 1000, tax: try shop.tax(190_000)), try shop.product(price: 107, tax: try shop.tax(70_000))
        )
        let sold = try shop.sell(
            [line(standard, 1000, #""manual_discount_minor":48"#), line(reduced, 1000), line(reduced, 2000)], pay("card", 1273))
        #expect(try shop.lines(sold.id("sale_id")).map(\.amounts.tax.minor) == [152, 7, 14])
        #expect(sold.number("tax_minor") == 173)
        #expect(try shop.lines(sold.id("sale_id")).map(\.taxRateMicro) == [190_000, 70_000, 70_000])
    }

    // MARK: - Payments

    @Test func severalPaymentsMakeUpWhatIsDueAndChangeIsWorkedOut() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 1000)
        let payments = #""payments":[{"method":"card","amount_minor":600,"reference":"t-1"},{"method":"cash","amount_minor":500}]"#
        let sold = try shop.sell([line(apple, 1000)], payments)
        #expect(sold.number("change_minor") == 100)
        #expect(try shop.payments(sold.id("sale_id")) == ["card 600", "cash 400 back 100"])
        let exact = try shop.sell([line(apple, 1000)], pay("cash", 1000))
        #expect(exact.result?["change_minor"] == nil)
        let given = try shop.sell([line(apple, 1000)], #""payments":[{"method":"cash","amount_minor":1500,"change_minor":500}]"#)
        #expect(given.number("change_minor") == 500 && given.flags.isEmpty)
        #expect(try shop.payments(given.id("sale_id")) == ["cash 1000 back 500"])
        let other = try shop.sell([line(apple, 1000)], #""payments":[{"method":"cash","amount_minor":1500,"change_minor":200}]"#)
        #expect(other.code == "sale.payments-differ", "not what is to be given back")
    }

    @Test(arguments: [
        #""payments":[]"#, pay("cash", 999), pay("card", 1001), pay("card", 2000),
        #""payments":[{"method":"card","amount_minor":1500},{"method":"cash","amount_minor":400}]"#,
    ]) func refusesPaymentsThatDifferAndChangesNothing(_ payments: String) throws {
        let shop = try Shop()
        let apple = try shop.product(price: 1000)
        try shop.receive(apple, 5000)
        let before = (shop.store.content, shop.store.logContent, shop.store.changes.count)
        let refused = try shop.sell([line(apple, 1000)], payments)
        #expect(refused.code == "sale.payments-differ" && refused.fault?.fields.map(\.field) == ["payments"])
        #expect(shop.store.content == before.0 && shop.store.logContent == before.1 && shop.store.changes.count == before.2)
    }

    // MARK: - Documents

    @Test func refusesWhatNobodyKnowsWithThePathToIt() throws {
        let shop = try Shop()
        let apple = try shop.product()
        let refused = try shop.sell([line(apple, 1000), line(ID(shop.place), 1000)], pay("card", 200))
        #expect(refused.code == "product.unknown" && refused.fault?.fields.map(\.field) == ["lines[1].product_id"])
        #expect(try shop.sell([line(apple, 1000)], #""store_id":"\#(shop.tenant)",\#(pay("card", 100))"#).code == "store.unknown")
    }

    @Test func anIDIsSoldUnderOnce() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let id: ID<Sale> = shop.newID()
        let body = #""id":"\#(id)",\#(pay("card", 100))"#
        #expect(try shop.sell([line(apple, 1000)], body).id("sale_id") == id)
        #expect(try shop.sell([line(apple, 1000)], body).code == "sale.exists")
    }

    @Test func theBusinessDayIsTheStoresOwn() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let east: ID<Store> = try #require(
            try shop.run(Open.self, #"{"code":"E","name":"East","time_zone":"Pacific/Kiritimati"}"#).id("id"))
        let body = #"{"store_id":"\#(east)","lines":[\#(line(apple, 1000))],\#(pay("card", 100))}"#
        let sold = try shop.run(Sell.self, body, occurredAt: Instant("2026-03-01T11:00:00Z"))
        #expect(try sold.result?["business_day"]?.string() == "2026-03-02")
        #expect(try shop.sale(sold.id("sale_id")).recordedAt == shop.now, "the server's clock is kept apart")
    }

    @Test func sellsMoneyWithoutGoods() throws {
        let shop = try Shop()
        let (apple, bag) = (try shop.product(price: 100), try shop.product(price: 5))
        try shop.receive(apple, 1000)
        let sold = try shop.sell(
            [line(apple, 0, #""shelf_minor":12"#), line(bag, 0), line(apple, 0, #""unit_price_minor":7"#)], pay("cash", 12))
        #expect(sold.number("due_minor") == 12 && sold.flags == ["price_differs"])
        #expect(try shop.lines(sold.id("sale_id")).map(\.picks) == ["", "", ""])
        #expect(try Invariants.movements(shop.store).filter { $0.kind == .sale }.isEmpty)
        #expect(try shop.onHand(apple).values.sorted() == [1000])
    }

    @Test func flagsWhatIsNoLongerSold() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        _ = try shop.run(UpdateProduct.self, #"{"product_id":"\#(apple)","base_version":1,"status":"discontinued"}"#)
        #expect(try shop.sell([line(apple, 1000)], pay("card", 100)).flags == ["product_discontinued"])
    }

    // MARK: - Receipt numbers

    @Test func numbersReceiptsDenselyPerRegister() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let second: ID<Register> = try #require(
            try shop.run(AddRegister.self, #"{"store_id":"\#(shop.place)","code":"2","name":"2"}"#).id("id"))
        func number(_ rest: String = "") throws -> Int64? {
            try shop.sell([line(apple, 1000)], pay("card", 100) + rest).number("receipt_number")
        }
        #expect(try number() == 1)
        #expect(try shop.sell([line(apple, 1000)], pay("card", 99)).code == "sale.payments-differ")
        #expect(try number() == 2, "a refused sale takes no number")
        #expect(try number(#","register_id":"\#(second)""#) == 1)
        #expect(try number() == 3)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func aTillNumbersItselfAndIsFlaggedWhereItSkipsOrRepeats() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        func flags(_ number: Int64, _ till: UInt64 = 1) throws -> [String] {
            try shop.sell([line(apple, 1000)], #""receipt_number":\#(number),\#(pay("card", 100))"#, by: shop.till(till)).flags
        }
        #expect(try flags(1).isEmpty)
        #expect(try flags(2).isEmpty)
        #expect(try flags(4) == ["receipt_gap"])
        #expect(try flags(3) == ["receipt_late"], "an alert, never a reason to drop it")
        #expect(try flags(3) == ["receipt_repeated"])
        #expect(try flags(5).isEmpty, "the highest counts")
        #expect(try flags(5) == ["receipt_repeated"])
        #expect(try flags(9) == ["receipt_gap"])
        let (late, repeated) = (["receipt_late"], ["receipt_repeated"])
        #expect(try [7, 7, 6, 8, 8, 10].map { try flags($0) } == [late, repeated, late, late, repeated, []])
        #expect(try flags(1, 2).isEmpty, "a new enrolment begins a new series")
        #expect(try shop.store.all(SaleRow.self).count == 15)
    }
}
