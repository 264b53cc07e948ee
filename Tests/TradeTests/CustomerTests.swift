import Customers
import Operations
import RetailCore
import Testing

@Suite struct CustomerTests {
    @Test func tellsOnlyTheHomeStoresTillsOfACustomer() throws {
        let shop = try Shop()
        let (here, nowhere): (ID<Customer>, ID<Customer>) = (shop.newID(), shop.newID())
        let made = try shop.run(
            CreateCustomers.self,
            #"{"customers":[{"id":"\#(here)","code":"1","name":"Ada","phone":"1","mail":"a@b.c","home_store_id":"\#(shop.place)"},{"id":"\#(nowhere)","code":"2","name":"Bob"}]}"#
        )
        #expect(made.changes.map(\.stream) == [.customers(home: .none), .customers(home: shop.place)])
        let row = try #require(try shop.store.row(CustomerRow.self, here))
        #expect(
            row.code == "1" && row.name == "Ada" && row.phone == "1" && row.mail == "a@b.c" && row.home == shop.place
                && row.status == .active && row.rowVersion == 1)
        let again = try shop.run(
            CreateCustomers.self, #"{"customers":[{"code":"3","name":"Cid"},{"id":"\#(here)","code":"4","name":"Dan"}]}"#)
        #expect(again.code == "customer.exists")
        #expect(try shop.store.all(CustomerRow.self).count == 2)
    }
}
