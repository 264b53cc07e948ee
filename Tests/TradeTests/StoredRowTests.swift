import Catalog
import Customers
import JSON
import Operations
import RetailCore
import Sales
import Testing

@Suite struct StoredRowTests {
    /// What a row reads is what it wrote, to the last column, in every table.
    @Test func everyStoredRowComesBackAsItWas() throws {
        let trade = try RandomTrade(seed: 3, count: 120)
        _ = try trade.shop.store.runBatch(trade.steps)
        let shop = trade.shop
        let category: ID<RetailCore.Category> = shop.newID()
        _ = try shop.run(CreateCategories.self, #"{"categories":[{"id":"\#(category)","name":"a","parent_id":null,"sku_prefix":"F"}]}"#)
        let made = try shop.run(
            CreateProducts.self,
            #"{"products":[{"name":"a","brand":"b","category_id":"\#(category)","unit":"litre","gtins":["02345673"],"unit_price_minor":9}]}"#
        )
        let product = ID<Product>(try made.result?["ids"]?.elements().first?.string() ?? "") ?? .none
        _ = try shop.run(UpdateProduct.self, #"{"product_id":"\#(product)","base_version":1,"status":"discontinued"}"#)
        let customer: ID<Customer> = shop.newID()
        _ = try shop.run(
            CreateCustomers.self,
            #"{"customers":[{"id":"\#(customer)","code":"1","name":"A","phone":"2","mail":"m","home_store_id":"\#(shop.place)"}]}"#)
        let sold = try shop.sell(
            [line(product, 1000)], #""customer_id":"\#(customer)","staff_id":"\#(try shop.person(in: [shop.place]))",\#(pay("card", 9))"#)
        #expect(try shop.sale(sold.id("sale_id")).customer == customer)
        #expect(try shop.sale(try shop.refund(sold.id("sale_id")).id("sale_id")).customer == customer, "a refund is the customer's as well")

        for table in LockOrderTests.tables { try check(table, shop.store) }
    }

    private func check<T: Table>(_ type: T.Type, _ store: MemoryStore) throws {
        let rows = store.tables[T.name] ?? [:]
        #expect(!rows.isEmpty, "\(T.name)")
        for (key, cells) in rows {
            let row = try MemoryStore.decoded(type, cells)
            let again = try RowCells.encoded(T.name, T.columns) { row.write(to: &$0) }
            #expect(again.cells == cells.cells, "\(T.name)")
            #expect(RowCells.keyBytes(width: T.Key.width) { row.key.write(to: &$0) } == key, "\(T.name)")
        }
    }
}
