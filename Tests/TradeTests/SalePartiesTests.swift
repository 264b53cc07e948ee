import Chain
import Customers
import Operations
import RetailCore
import Sales
import Testing

/// What a sale says of itself, field by field: a till's word is taken and flagged, a request is refused.
@Suite struct SalePartiesTests {
    /// A shop, a product at 100, and another store with a register.
    private func open() throws -> (shop: Shop, apple: ID<Product>, other: ID<Store>, register: ID<Register>) {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let made = try shop.run(CreateStore.self, #"{"code":"S2","name":"Second","time_zone":"UTC"}"#)
        return (shop, apple, try #require(made.id("id")), try #require(made.id("register_id")))
    }

    @Test func aRegisterOfAnotherStoreOrOfNone() throws {
        let (shop, apple, _, register) = try open()
        let unknown: ID<Register> = shop.newID()
        for (place, flag) in [(register, "register_foreign"), (unknown, "register_unknown")] {
            let rest = #""register_id":"\#(place)",\#(pay("card", 100))"#
            #expect(try shop.sell([line(apple, 1000)], rest, by: shop.till(1)).flags == [flag])
            #expect(try shop.sell([line(apple, 1000)], rest).code == "register.unknown")
        }
        let own = #""register_id":"\#(shop.register)",\#(pay("card", 100))"#
        #expect(try shop.sell([line(apple, 1000)], own, by: shop.till(1)).flags.isEmpty)
        let sold = try shop.sell([line(apple, 1000)], own)
        #expect(sold.code == nil && sold.flags.isEmpty)
        #expect(try shop.refund(sold.id("sale_id"), #""register_id":"\#(register)""#).code == "register.unknown")
        #expect(
            try shop.refund(sold.id("sale_id"), #""register_id":"\#(register)""#, by: shop.till(1)).flags == ["register_foreign"])
    }

    @Test func aCashierWhoIsUnknownDismissedOrOfAnotherStore() throws {
        let (shop, apple, other, _) = try open()
        let people: [(ID<Staff>, String)] = [
            (shop.newID(), "staff_unknown"), (try shop.person(in: [shop.place], status: .dismissed), "staff_dismissed"),
            (try shop.person(in: [other]), "staff_foreign"),
        ]
        for (person, flag) in people {
            let rest = #""staff_id":"\#(person)",\#(pay("card", 100))"#
            #expect(try shop.sell([line(apple, 1000)], rest, by: shop.till(1)).flags == [flag])
            #expect(try shop.sell([line(apple, 1000)], rest).code == "staff.unknown")
        }
        for person in [try shop.person(in: []), try shop.person(in: [shop.place, other])] {
            let rest = #""staff_id":"\#(person)",\#(pay("card", 100))"#
            #expect(try shop.sell([line(apple, 1000)], rest, by: shop.till(1)).flags.isEmpty)
            #expect(try shop.sell([line(apple, 1000)], rest).code == nil)
        }
    }

    @Test func whoSellsByRequestSellsInHisOwnName() throws {
        let (shop, apple, _, _) = try open()
        let (me, colleague) = (try shop.person(in: [shop.place]), try shop.person(in: [shop.place]))
        let actor = Actor(kind: .staff, id: ID(me))
        let theirs = #""staff_id":"\#(colleague)",\#(pay("card", 100))"#
        #expect(try shop.sell([line(apple, 1000)], theirs, by: actor).code == "staff.not-yourself")
        for rest in [pay("card", 100), #""staff_id":"\#(me)",\#(pay("card", 100))"#] {
            let sold = try shop.sell([line(apple, 1000)], rest, by: actor)
            #expect(try shop.sale(sold.id("sale_id")).staff == me)
        }
    }

    @Test func aCustomerNobodyKnows() throws {
        let (shop, apple, _, _) = try open()
        let rest = #""customer_id":"\#(shop.newID() as ID<Customer>)",\#(pay("card", 100))"#
        #expect(try shop.sell([line(apple, 1000)], rest, by: shop.till(1)).flags == ["customer_unknown"])
        #expect(try shop.sell([line(apple, 1000)], rest).code == "customer.unknown")
    }

    @Test func onlyTillsNumberTheirReceipts() throws {
        let (shop, apple, _, _) = try open()
        let rest = #""receipt_number":1000000000000,\#(pay("card", 100))"#
        #expect(try shop.sell([line(apple, 1000)], rest).code == "receipt.number-given")
        #expect(try shop.sell([line(apple, 1000)], rest, by: shop.till(1)).flags == ["receipt_gap"])
        let sold = try shop.sell([line(apple, 1000)], pay("card", 100))
        #expect(sold.number("receipt_number") == 1)
        #expect(try shop.refund(sold.id("sale_id"), #""receipt_number":7"#).code == "receipt.number-given")
    }

    @Test(arguments: [
        #""unit_price_minor":0"#, #""unit_price_minor":99"#, #""shelf_minor":0"#, #""manual_discount_minor":100"#,
        #""promotion_discount_minor":100"#, #""coupon_discount_minor":1"#, #""loyalty_discount_minor":1"#,
    ]) func aPriceOfOnesOwnNeedsAPermission(_ member: String) throws {
        let (shop, apple, _, _) = try open()
        func due() throws -> Int64 {
            let sold = try shop.sell([line(apple, 1000, member)], #""payments":[]"#, by: shop.till(9))
            return sold.number("due_minor") ?? Int64(sold.fault?.detail.split(separator: " ").last?.dropLast() ?? "") ?? 0
        }
        let amount = try due()
        let rest = amount == 0 ? "" : pay("card", amount)
        shop.authority = Authority(permissions: [.saleComplete], stores: nil)
        #expect(try shop.sell([line(apple, 1000, member)], rest).code == "access.forbidden")
        shop.authority = Authority(permissions: [.saleComplete, .saleOverridePrice], stores: nil)
        #expect(try shop.sell([line(apple, 1000, member)], rest).code == nil)
        // What a till sold has been sold.
        shop.authority = Authority(permissions: [.saleComplete], stores: [shop.place])
        #expect(try shop.sell([line(apple, 1000, member)], rest, by: shop.till(1)).code == nil)
        #expect(try shop.sell([line(apple, 1000)], pay("card", 100)).code == nil, "the listed price is everybody's")
    }

    @Test func aSaleOfAnotherStoreComesBackWhereOneMayActInBoth() throws {
        let (shop, apple, other, _) = try open()
        let sold = try shop.sell([line(apple, 3000)], #""store_id":"\#(other)",\#(pay("card", 300))"#)
        shop.authority = Authority(permissions: [.saleRefund], stores: [shop.place])
        #expect(try shop.refund(sold.id("sale_id"), #""lines":[{"line":1,"quantity_milli":1000}]"#).code == "sale.unknown")
        #expect(
            try shop.refund(sold.id("sale_id"), #""lines":[{"line":1,"quantity_milli":1000}]"#, by: shop.till(1)).flags
                == ["sale_foreign"])
        shop.authority = Authority(permissions: [.saleRefund], stores: [shop.place, other])
        #expect(try shop.refund(sold.id("sale_id"), #""lines":[{"line":1,"quantity_milli":1000}]"#).code == nil)
    }

    @Test func aCustomersHomeIsAStoreOfOnesOwn() throws {
        let (shop, _, other, _) = try open()
        func make(_ home: ID<Store>, by actor: Actor? = nil) throws -> String? {
            try shop.run(
                CreateCustomers.self, #"{"customers":[{"code":"\#(shop.newID() as ID<Customer>)","name":"A","home_store_id":"\#(home)"}]}"#,
                by: actor
            ).code
        }
        #expect(try make(shop.newID()) == "store.unknown")
        shop.authority = Authority(permissions: [.customerEdit], stores: [shop.place])
        for actor in [nil, shop.till(1)] {
            #expect(try make(other, by: actor) == "access.store-scope")
            #expect(try make(shop.place, by: actor) == nil)
        }
    }
}
