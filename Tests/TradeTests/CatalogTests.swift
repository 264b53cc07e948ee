import Catalog
import JSON
import Operations
import RetailCore
import Testing

@Suite struct CatalogTests {
    /// Germany, 2020-07-01: 19 % became 16 %. A sale of the day before is taxed as on that day, whenever it comes.
    @Test func aSaleIsTaxedByTheRateOfItsDay() throws {
        let shop = try Shop()
        let standard = try shop.tax(190_000)
        let apple = try shop.product(price: 1190, tax: standard)
        func set(_ day: String, _ rate: Int64) throws -> Ran {
            try shop.run(SetTaxRate.self, #"{"tax_class_id":"\#(standard)","valid_from":"\#(day)","rate_micro":\#(rate)}"#)
        }
        let first = try set("2026-02-15", 160_000)
        #expect(first.code == nil && first.alarms == [.catalog])
        func tax(_ time: String) throws -> Int64? {
            let sold = try shop.sell([line(apple, 1000)], pay("card", 1190), by: shop.till(1), occurredAt: Instant(time))
            return sold.number("tax_minor")
        }
        #expect(try tax("2026-02-14T12:00:00Z") == 190)
        #expect(try tax("2026-02-15T12:00:00Z") == 164)
        #expect(try set("2026-02-15", 170_000).code == "tax-rate.in-force")
        #expect(try set("2026-09-01", 180_000).code == nil)
        #expect(try set("2026-09-01", 200_000).number("row_version") == 2)
        #expect(try tax("2026-03-01T09:00:00Z") == 164)
        #expect(
            try shop.run(SetTaxRate.self, #"{"tax_class_id":"\#(shop.tenant)","valid_from":"2026-09-01","rate_micro":1}"#).code
                == "tax-class.unknown")
    }

    @Test func takesCategoriesInParentsFirst() throws {
        let shop = try Shop()
        let (parent, child): (ID<RetailCore.Category>, ID<RetailCore.Category>) = (shop.newID(), shop.newID())
        let made = try shop.run(
            CreateCategories.self,
            #"{"categories":[{"id":"\#(parent)","name":"Food","sku_prefix":"F"},{"id":"\#(child)","name":"Fruit","parent_id":"\#(parent)"}]}"#
        )
        #expect(made.code == nil)
        #expect(try shop.store.row(CategoryRow.self, child)?.parent == parent)
        #expect(try shop.store.row(CategoryRow.self, parent)?.parent.isNone == true)
    }

    @Test func refusesACategoryUnderNothingAndKeepsNoneOfTheRest() throws {
        let shop = try Shop()
        let other: ID<RetailCore.Category> = shop.newID()
        let made = try shop.run(CreateCategories.self, #"{"categories":[{"name":"Food"},{"name":"Fruit","parent_id":"\#(other)"}]}"#)
        #expect(made.code == "category.unknown-parent")
        #expect(try shop.store.all(CategoryRow.self).isEmpty)
        #expect(
            try shop.run(CreateCategories.self, #"{"categories":[{"id":"\#(other)","name":"a"},{"id":"\#(other)","name":"b"}]}"#).code
                == "category.exists")
    }

    @Test func makesASKUFromTheCategorysPrefix() throws {
        let shop = try Shop()
        let (food, plain): (ID<RetailCore.Category>, ID<RetailCore.Category>) = (shop.newID(), shop.newID())
        _ = try shop.run(
            CreateCategories.self, #"{"categories":[{"id":"\#(food)","name":"Food","sku_prefix":"FD"},{"id":"\#(plain)","name":"Plain"}]}"#)
        let made = try shop.run(
            CreateProducts.self,
            #"{"products":[{"name":"a","category_id":"\#(food)"},{"name":"b","category_id":"\#(plain)"},{"name":"c"},{"name":"d","sku":"own","category_id":"\#(food)"}]}"#
        )
        #expect(try made.result?["ids"]?.elements().count == 4)
        let skus = Dictionary(uniqueKeysWithValues: try shop.store.all(ProductRow.self).map { ($0.name, $0.sku) })
        #expect(
            skus["a"]?.hasPrefix("FD-") == true && skus["b"]?.hasPrefix("P-") == true && skus["c"]?.hasPrefix("P-") == true
                && skus["d"] == "own")
        #expect(Set(skus.values).count == 4)
    }

    @Test func knowsAProductByItsCodesHoweverTheyAreWritten() throws {
        let shop = try Shop()
        let made = try shop.run(CreateProducts.self, #"{"products":[{"name":"a","gtins":["02345673","1234567890128"]}]}"#)
        let product = try ID<Product>(made.result?["ids"]?.elements().first?.string() ?? "")
        #expect(try shop.store.row(BarcodeRow.self, GTINKey(try GTIN(text: "01234567890128")))?.product == product)
        #expect(try shop.store.row(BarcodeRow.self, GTINKey(try GTIN(text: "00000002345673")))?.product == product)
        let taken = try shop.run(CreateProducts.self, #"{"products":[{"name":"b"},{"name":"c","gtins":["01234567890128"]}]}"#)
        #expect(taken.code == "product.gtin-taken" && taken.fault?.kind == .conflict)
        #expect(
            try shop.run(CreateProducts.self, #"{"products":[{"name":"c","gtins":["02345673","00000002345673"]}]}"#).code
                == "product.gtin-taken")
        #expect(try shop.store.all(ProductRow.self).map(\.name) == ["a"])
    }

    @Test(arguments: ["02345674", "1234567890123", "123456789", "12345678901a8"]) func refusesWhatIsNoGTIN(_ text: String) throws {
        let shop = try Shop()
        let made = try shop.run(CreateProducts.self, #"{"products":[{"name":"a"},{"name":"b","gtins":["\#(text)"]}]}"#)
        #expect(made.code == "product.bad-gtin" && made.fault?.kind == .unprocessable)
        #expect(made.fault?.fields.map(\.field) == ["products[1].gtins"])
        #expect(try shop.store.all(ProductRow.self).isEmpty && shop.store.all(BarcodeRow.self).isEmpty)
    }

    @Test func refusesProductsOfUnknownKin() throws {
        let shop = try Shop()
        let product = try shop.product()
        #expect(try shop.run(CreateProducts.self, #"{"products":[{"name":"a","category_id":"\#(product)"}]}"#).code == "category.unknown")
        #expect(try shop.run(CreateProducts.self, #"{"products":[{"name":"a","tax_class_id":"\#(product)"}]}"#).code == "tax-class.unknown")
        #expect(try shop.run(CreateProducts.self, #"{"products":[{"id":"\#(product)","name":"a"}]}"#).code == "product.exists")
    }

    @Test func editsAProductThatIsAsTheEditorSawIt() throws {
        let shop = try Shop()
        let product = try shop.product()
        let made = try shop.run(UpdateProduct.self, #"{"product_id":"\#(product)","base_version":1,"name":"New","status":"discontinued"}"#)
        #expect(made.number("row_version") == 2)
        let row = try #require(try shop.store.row(ProductRow.self, product))
        #expect(row.name == "New" && row.status == .discontinued && row.sku == "P1" && row.rowVersion == 2)
        #expect(made.changes.map(\.stream) == [.catalog])
    }

    @Test func showsTheEditorWhoComesSecondTheRowAsItIs() throws {
        let shop = try Shop()
        let product = try shop.product()
        _ = try shop.run(UpdateProduct.self, #"{"product_id":"\#(product)","base_version":1,"name":"First"}"#)
        let second = try shop.run(UpdateProduct.self, #"{"product_id":"\#(product)","base_version":1,"name":"Second"}"#)
        #expect(second.fault?.kind == .stale && second.code == "product.changed")
        #expect(try second.current?["row_version"]?.int64() == 2)
        #expect(try second.current?["data"]?["name"]?.string() == "First")
        #expect(try shop.store.row(ProductRow.self, product)?.name == "First")
        #expect(try shop.run(UpdateProduct.self, #"{"product_id":"\#(shop.tenant)","base_version":1}"#).fault?.kind == .missing)
        #expect(
            try shop.run(UpdateProduct.self, #"{"product_id":"\#(product)","base_version":2,"category_id":"\#(product)"}"#).code
                == "category.unknown")
    }

    @Test func twoEditsOfOneBatchRaceLikeTwoOfTwo() throws {
        let shop = try Shop()
        let product = try shop.product()
        let edits = try ["First", "Second"].map {
            Step(try shop.operation(UpdateProduct.self, #"{"product_id":"\#(product)","base_version":1,"name":"\#($0)"}"#), shop.moment())
        }
        #expect(try shop.store.runBatch(edits).map(\.code) == [nil, "product.changed"])
    }

    // MARK: - Prices

    private func price(_ shop: Shop, _ product: ID<Product>, at time: String) throws -> Int64? {
        // Pushed when it has happened, or later.
        let instant = try #require(Instant(time))
        shop.now = max(shop.now, instant)
        let sold = try shop.sell([line(product, 1000)], pay("cash", 100_000), occurredAt: instant)
        return sold.number("due_minor")
    }

    @Test func sellsAtTheLatestPriceThatHasCome() throws {
        let shop = try Shop()
        let product = try shop.product(price: 100)
        _ = try shop.run(SetPrice.self, #"{"product_id":"\#(product)","unit_price_minor":120,"effective_at":"2026-03-02T00:00:00Z"}"#)
        _ = try shop.run(SetPrice.self, #"{"product_id":"\#(product)","unit_price_minor":90,"effective_at":"2026-03-03T00:00:00Z"}"#)
        #expect(try price(shop, product, at: "2026-03-01T23:59:59Z") == 100)
        #expect(try price(shop, product, at: "2026-03-02T00:00:00Z") == 120)
        #expect(try price(shop, product, at: "2026-03-04T00:00:00Z") == 90)
    }

    @Test func aStoresOwnPriceGoesOverTheChains() throws {
        let shop = try Shop()
        let product = try shop.product(price: 100)
        _ = try shop.run(
            SetPrice.self,
            #"{"product_id":"\#(product)","store_id":"\#(shop.place)","unit_price_minor":80,"effective_at":"2026-03-02T00:00:00Z"}"#)
        _ = try shop.run(SetPrice.self, #"{"product_id":"\#(product)","unit_price_minor":130,"effective_at":"2026-03-03T00:00:00Z"}"#)
        #expect(try price(shop, product, at: "2026-03-01T12:00:00Z") == 100, "the store's price has not come yet")
        #expect(try price(shop, product, at: "2026-03-02T12:00:00Z") == 80)
        #expect(try price(shop, product, at: "2026-03-03T12:00:00Z") == 80, "the chain's later one does not touch it")
    }

    @Test func aNewPriceIsToldAtOnceAndANewVersionOfOneTakesItsPlace() throws {
        let shop = try Shop()
        let product = try shop.product(price: 100)
        let set = #"{"product_id":"\#(product)","effective_at":"2026-03-02T00:00:00Z","unit_price_minor":"#
        #expect(try shop.run(SetPrice.self, set + "120}").alarms == [.catalog])
        _ = try shop.run(SetPrice.self, set + "125}")
        let rows = try shop.store.all(PriceRow.self)
        #expect(rows.map(\.unitPrice.minor) == [100, 125])
        #expect(rows.map(\.rowVersion) == [1, 2])
        #expect(try shop.run(SetPrice.self, #"{"product_id":"\#(shop.tenant)","unit_price_minor":1}"#).code == "product.unknown")
        #expect(
            try shop.run(SetPrice.self, #"{"product_id":"\#(product)","store_id":"\#(shop.tenant)","unit_price_minor":1}"#).code
                == "store.unknown")
    }

    @Test func whatIsMadeInABatchCanBeSoldInIt() throws {
        let shop = try Shop()
        let tax = try shop.tax(200_000)
        let product: ID<Product> = shop.newID()
        let steps = [
            Step(
                try shop.operation(
                    CreateProducts.self, #"{"products":[{"id":"\#(product)","name":"a","unit_price_minor":120,"tax_class_id":"\#(tax)"}]}"#),
                shop.moment()),
            Step(try shop.operation(SetPrice.self, #"{"product_id":"\#(product)","unit_price_minor":60}"#), shop.moment()),
            Step(try shop.operation(Sell.self, #"{"lines":[\#(line(product, 1000))],\#(pay("card", 60))}"#), shop.moment()),
        ]
        let ran = try shop.store.runBatch(steps)
        #expect(ran.map(\.code) == [nil, nil, nil])
        #expect(ran.last?.number("tax_minor") == 10)
    }
}
