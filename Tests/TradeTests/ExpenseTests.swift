import Operations
import RetailCore
import Sales
import Testing

@Suite struct ExpenseTests {
    private func pay(_ shop: Shop, _ rest: String = "", by actor: Actor? = nil, at time: Instant? = nil) throws -> Ran {
        try shop.run(RecordExpense.self, #"{"category":"postage","amount_minor":420\#(rest)}"#, by: actor, occurredAt: time)
    }

    @Test func booksAnExpenseOnceAndTellsItsStore() throws {
        let (shop, time) = (try Shop(), try #require(Instant("2026-03-01T23:30:00Z")))
        let paid = try pay(shop, by: shop.till(1), at: time)
        #expect(paid.code == nil && paid.flags == ["clock_differs"] && paid.changes.map(\.stream) == [.store(shop.place)])
        let row = try #require(try shop.store.row(ExpenseRow.self, paid.id("id") ?? .none))
        #expect(row.store == shop.place && row.register == shop.register && row.actor == shop.till(1).id && row.staff == nil)
        #expect(row.category == "postage" && row.amount.minor == 420 && row.flags == [.clockDiffers])
        #expect(row.businessDay == Day(year: 2026, month: 3, day: 1) && row.occurredAt == time)
        #expect(try pay(shop, #","id":"\#(row.id)""#).code == "expense.exists")
    }

    @Test func takesWhatATillSaysOfPeopleAndPlacesAndRefusesARequestForIt() throws {
        let shop = try Shop()
        let (clerk, stranger): (ID<Staff>, ID<Register>) = (try shop.person(in: [shop.place]), shop.newID())
        let paid = try pay(shop, #","staff_id":"\#(clerk)","register_id":"\#(stranger)""#, by: shop.till(1))
        #expect(paid.flags == ["register_unknown"] && paid.id("register_id") == stranger && paid.id("staff_id") == clerk)
        #expect(try pay(shop, #","register_id":"\#(stranger)""#).code == "register.unknown")
        #expect(try pay(shop, #","store_id":"\#(shop.tenant)""#).code == "store.unknown")
        #expect(try pay(shop, by: Actor(kind: .staff, id: ID(clerk))).id("staff_id") == clerk)
    }
}
