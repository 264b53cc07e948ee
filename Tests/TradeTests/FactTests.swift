import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// A sale that a till brings is paid and printed: it is taken, and where something is out of line it is flagged.
@Suite struct FactTests {
    private func sold(_ shop: Shop, _ price: Int64, _ payments: String) throws -> Ran {
        try shop.sell([line(try shop.product(price: price), 1000)], #""payments":[\#(payments)]"#, by: shop.till(1))
    }

    /// Where the smallest coin is five cents: a rounding on the payment, and change as it was given.
    @Test(
        arguments: [
            (102, #"{"method":"cash","amount_minor":100}"#, "cash 102 rounded -2"),
            (127, #"{"method":"cash","amount_minor":125}"#, "cash 127 rounded -2"),
            (104, #"{"method":"cash","amount_minor":105}"#, "cash 104 rounded 1"),
            (499, #"{"method":"cash","amount_minor":1000,"change_minor":500}"#, "cash 499 back 500 rounded 1"),
            (499, #"{"method":"cash","amount_minor":1000}"#, "cash 499 back 500 rounded 1"),
            (100, #"{"method":"cash","amount_minor":100}"#, "cash 100"),
        ] as [(Int64, String, String)]) func roundedCashIsTaken(_ price: Int64, _ payment: String, _ stored: String) throws
    {
        let shop = try Shop(cashStep: 5)
        let sale = try sold(shop, price, payment)
        #expect(sale.flags == [] && sale.fault == nil)
        #expect(try shop.payments(sale.id("sale_id")) == [stored])
        // A request is settled alike.
        let asked = try shop.sell([line(try shop.product(price: price), 1000)], #""payments":[\#(payment)]"#)
        #expect(asked.fault == nil)
        let back = try shop.refund(sale.id("sale_id"))
        #expect(try Invariants.payments(shop.store).filter { $0.key.sale == back.id("sale_id") }.allSatisfy { $0.tendered.minor % 5 == 0 })
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// A tip on the card, part of the money, less cash than the books want, more change than there was cash for.
    @Test(arguments: [
        #"{"method":"card","amount_minor":105}"#, #"{"method":"cash","amount_minor":60}"#, #"{"method":"card","amount_minor":98}"#,
        #"{"method":"cash","amount_minor":100,"change_minor":500}"#, #"{"method":"cash","amount_minor":98,"rounding_minor":-1}"#, "",
        #"{"method":"maker_coupon","amount_minor":100}"#,
    ]) func paymentsThatDifferAreTakenAndFlagged(_ payment: String) throws {
        let shop = try Shop()
        let sale = try sold(shop, 100, payment)
        #expect(sale.fault == nil && sale.flags == ["payments_differ"])
        #expect(try shop.sale(sale.id("sale_id")).flags == [.paymentsDiffer])
        #expect(try Invariants.violations(shop.store) == [])
        // Whoever asks has not been paid yet: refused.
        let asked = try shop.sell([line(try shop.product(price: 100), 1000)], #""payments":[\#(payment)]"#)
        #expect(asked.code == "sale.payments-differ")
        // And a claim is no fact, whoever makes it.
        let claim = try shop.sell(
            [line(try shop.product(price: 100), 1000)], #""stock":"claim","payments":[\#(payment)]"#, by: shop.till(1))
        #expect(claim.code == "sale.payments-differ")
    }

    @Test func everyMeansOfPaymentIsTaken() throws {
        let shop = try Shop()
        for method in TenderKind.allCases where method != .makerCoupon {
            let sale = try sold(shop, 100, #"{"method":"\#(method.rawValue)","amount_minor":100,"reference":"x"}"#)
            #expect(sale.fault == nil && sale.flags == [], "\(method)")
        }
    }

    /// Thirteen digits in the field of cash.
    @Test func aCodeScannedIntoTheFieldOfCashIsFlagged() throws {
        let shop = try Shop()
        let sale = try sold(shop, 499, #"{"method":"cash","amount_minor":400638133393}"#)
        #expect(sale.flags == ["change_implausible"])
        #expect(try sold(shop, 499, #"{"method":"cash","amount_minor":50000}"#).flags == [], "a five hundred")
    }

    @Test func discountsBeyondTheLineAreTakenAndFlagged() throws {
        let shop = try Shop()
        let sale = try shop.sell(
            [line(try shop.product(price: 100), 1000, #""manual_discount_minor":120"#)], #""payments":[]"#, by: shop.till(1))
        #expect(sale.flags == ["discount_too_large", "payments_differ"])
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// Sold under 19 %, pushed when the class says 16: what the receipt says.
    @Test func theTillsTaxStands() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 1190, tax: try shop.tax(160_000))
        let sale = try shop.sell([line(apple, 1000, #""tax_minor":190"#)], pay("card", 1190), by: shop.till(1))
        #expect(sale.flags == ["tax_differs"] && sale.number("tax_minor") == 190)
        #expect(try shop.sell([line(apple, 1000, #""tax_minor":164"#)], pay("card", 1190), by: shop.till(1)).flags == [])
        shop.authority = Authority(permissions: [.saleComplete], stores: nil)
        #expect(try shop.sell([line(apple, 1000, #""tax_minor":190"#)], pay("card", 1190)).code == "access.forbidden")
    }

    /// Who gave the money back stands on the refund: by push as the till says, by request whoever asks.
    @Test func aRefundSaysWhoGaveTheMoneyBack() throws {
        let shop = try Shop()
        let person = try shop.person(in: [shop.place])
        func refund(_ rest: String, by actor: Actor?) throws -> Ran {
            let sale: ID<Sale>? = try shop.sell([line(try shop.product(price: 100), 1000)], pay("card", 100)).id("sale_id")
            return try shop.refund(sale, rest, by: actor)
        }
        let pushed = try refund(#""staff_id":"\#(person)""#, by: shop.till(1))
        #expect(try shop.sale(pushed.id("sale_id")).staff == person && pushed.flags == [])
        #expect(try refund(#""staff_id":"\#(shop.tenant)""#, by: shop.till(1)).flags == ["staff_unknown"])
        let asked = try refund("", by: Actor(kind: .staff, id: ID(person)))
        #expect(try shop.sale(asked.id("sale_id")).staff == person)
    }

    // MARK: - Money back

    /// Paid 60 by card and 40 in cash: back the same way, the card first.
    @Test func moneyGoesBackTheWayItWasPaid() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 50)
        let paid = #""payments":[{"method":"card","amount_minor":60,"reference":"tok"},{"method":"cash","amount_minor":50}]"#
        let sale: ID<Sale>? = try shop.sell([line(apple, 2000)], paid).id("sale_id")
        let first = try shop.refund(sale, #""lines":[{"line":1,"quantity_milli":1000}]"#)
        #expect(try shop.payments(first.id("sale_id")) == ["card -50"])
        let rest = try shop.refund(sale)
        #expect(try shop.payments(rest.id("sale_id")) == ["card -10", "cash -40"] && rest.flags == [])
        #expect(try Invariants.payments(shop.store).first { $0.key.sale == rest.id("sale_id") }?.reference == "tok")
    }

    @Test func moneyThatGoesBackOtherwiseIsFlagged() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale>? = try shop.sell([line(apple, 1000)], pay("card", 100)).id("sale_id")
        let back = try shop.refund(sale, #""method":"cash""#)
        #expect(back.flags == ["refund_tender_differs"])
        #expect(try shop.payments(back.id("sale_id")) == ["cash -100"])
    }

    /// Two tills without a network gave the money back for one line: both did. By request the second is refused.
    @Test func twoRefundsOfOneLineAreBothFacts() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        try shop.receive(apple, 5000, batch: "A")
        let sale: ID<Sale>? = try shop.sell([line(apple, 2000)], pay("cash", 200)).id("sale_id")
        #expect(try shop.refund(sale, by: shop.till(1)).flags == [])
        #expect(try shop.refund(sale).code == "refund.nothing-left")
        let again = try shop.refund(sale, by: shop.till(2))
        #expect(again.flags == ["refunded_twice"] && again.number("due_minor") == -200)
        #expect(try shop.refund(sale, #""lines":[{"line":1,"quantity_milli":500}]"#, by: shop.till(2)).flags == ["refunded_twice"])
        #expect(try shop.onHand(apple) == ["A": 7500], "what was brought back is there")
        #expect(try Invariants.violations(shop.store) == [])
    }
}
