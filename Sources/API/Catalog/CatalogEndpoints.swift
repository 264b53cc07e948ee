import Access
import Catalog
import Chain
import Door
import JSON
import Operations
import Postgres
import RetailCore
import Stock
import Web

enum ReadCatalog: Needing { static let needs = Permission.catalogRead }

extension Services {
    var catalogEndpoints: [Endpoint] {
        [
            post(
                "/v1/products", tag: "Catalogue", "Take in up to 1,000 products; all or none", CreateProducts.self),
            list(
                "/v1/products", tag: "Catalogue", "Products, found by name or SKU as one types, or by a scanned GTIN", ProductRow.self,
                ReadCatalog.self,
                query: [
                    .text("q", "Parts of name, brand or SKU: each word, in any order; case and accents don't matter."),
                    .text("sku", "Exactly.", length: 1...60), .id("category_id"),
                ]
            ) {
                call, _ throws(Fault) in
                var filters: [RowFilter] = []
                if let text = try call.query.text("q") { filters.append(.search(text)) }
                if let sku = try call.query.text("sku") { filters.append(.text("sku", sku)) }
                if let category: ID<Never> = try call.query.id("category_id") { filters.append(.id("category_id", category)) }
                return filters
            },
            one(
                "/v1/products/{product_id}", tag: "Catalogue", "A product", ProductRow.self, ReadCatalog.self, parameter: "product_id",
                unknown: "product.unknown"),
            Endpoint(
                running: UpdateProduct.self, .patch, "/v1/products/{product_id}", tag: "Catalogue",
                "Change some fields; If-Match with the row version that was read", body: ProductEdit.self,
                faults: ["request.if-match-required"],
                reply: { (call, edit) async throws(Fault) -> Reply in
                    let answer = try await run(UpdateProduct(try call.id("product_id"), try call.expectedVersion(), edit), call)
                    return Services.reply(answer, status: 200)
                }
            ).heeding(.ifMatch),
            Endpoint(
                .get, "/v1/barcodes/{gtin}", tag: "Catalogue", summary: "The product that a GTIN means", access: ReadCatalog.needs.rawValue,
                answers: [.json(BarcodeRow.itemSchema)], faults: ["barcode.unknown"],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadCatalog.self)
                    let gtin: GTIN
                    do { gtin = try GTIN(text: try call.parameter("gtin")) } catch {
                        throw Fault(.missing, "barcode.unknown", "No product has this code.")
                    }
                    let page = try await RowPage<BarcodeRow>.read(
                        database, grant.scope, after: nil, limit: 1, filters: [.int64("gtin", gtin.value)])
                    guard let row = page.rows.first else { throw Fault(.missing, "barcode.unknown", "No product has this code.") }
                    var writer = JSONWriter()
                    writer.object { row.item(&$0) }
                    return .json(bytes: writer.bytes)
                }),
            post(
                "/v1/categories", tag: "Catalogue", "Take in up to 1,000 categories, parents first; all or none", CreateCategories.self),
            list("/v1/categories", tag: "Catalogue", "Categories", CategoryRow.self, ReadCatalog.self),
            post(
                "/v1/tax-classes", tag: "Catalogue", "Make a tax class", CreateTaxClass.self),
            list("/v1/tax-classes", tag: "Catalogue", "Tax classes", TaxClassRow.self, ReadCatalog.self),
            post(
                "/v1/tax-rates", tag: "Catalogue", "Set what a tax class is taxed with from a business day on; tills are told at once",
                SetTaxRate.self),
            Endpoint(
                .get, "/v1/tax-classes/{tax_class_id}/rates", tag: "Catalogue", summary: "The rates of a tax class, by their first day",
                access: ReadCatalog.needs.rawValue,
                answers: [
                    .json(AnswerSchema.object("TaxRateList", ("items", .array(TaxRateRow.itemSchema, nil), true)))
                ],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadCatalog.self)
                    let rates = try await RowPage<TaxRateRow>.read(
                        database, grant.scope, after: nil, limit: 1000, filters: [.id("tax_class_id", try call.id("tax_class_id"))])
                    let inOrder = rates.rows.sorted { $0.key < $1.key }
                    var writer = JSONWriter()
                    writer.object { writer in
                        writer.memberArray("items") { list in for row in inOrder { list.element { $0.object { row.item(&$0) } } } }
                    }
                    return .json(bytes: writer.bytes)
                }),
            post(
                "/v1/prices", tag: "Catalogue", "Set a price, for the chain or a store, from now or later; tills are told at once",
                SetPrice.self),
            post(
                "/v1/stores", tag: "Chain", "Open a store, with its first register", CreateStore.self),
            list("/v1/stores", tag: "Chain", "Stores", StoreRow.self, ReadCatalog.self, query: [.text("code")]) { call, _ throws(Fault) in
                try call.query.text("code").map { [.text("code", $0)] } ?? []
            },
            one(
                "/v1/stores/{store_id}", tag: "Chain", "A store", StoreRow.self, ReadCatalog.self, parameter: "store_id",
                unknown: "store.unknown"),
            Endpoint(
                running: UpdateStore.self, .patch, "/v1/stores/{store_id}", tag: "Chain",
                "Change name, time zone or beginning of the day; If-Match with the row version that was read", body: StoreEdit.self,
                faults: ["request.if-match-required"],
                reply: { (call, edit) async throws(Fault) -> Reply in
                    let answer = try await run(UpdateStore(try call.id("store_id"), try call.expectedVersion(), edit), call)
                    return Services.reply(answer, status: 200)
                }
            ).heeding(.ifMatch),
            post(
                "/v1/registers", tag: "Chain", "Add a register to a store", CreateRegister.self),
            list("/v1/registers", tag: "Chain", "Registers", RegisterRow.self, ReadCatalog.self, query: [.id("store_id")]) {
                call, _ throws(Fault) in
                let store: ID<Never>? = try call.query.id("store_id")
                return store.map { [.id("store_id", $0)] } ?? []
            },
        ]
    }
}
