import API
import Access
import JSON
import Node
import Operations
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// What a till has that folded its streams from their beginning is what the tables have.
@Suite(.timeLimit(.minutes(5))) struct FoldTests {
    @Test func foldingFromTheBeginningGivesWhatASnapshotGives() async throws {
        let shop = try await Shop.open(products: 3)
        let device = try await shop.enrol()
        try await change(shop, device)
        let view = try await device.pulled()
        var rows: [RowName: FoldedRow] = [:]
        var stock: [StockPlace: Int64] = [:]
        for stream in device.identity.streams {
            let snapshot = try await snapshot(of: stream, device)
            #expect(snapshot.position == view.cursor(stream).value)
            rows.merge(snapshot.rows) { $1 }
            stock.merge(snapshot.stock) { $1 }
        }
        #expect(
            Set(rows.keys.map(\.entity)).isSuperset(of: [
                "chain", "store", "register", "role", "staff", "category", "tax_class", "product", "barcode", "price", "batch", "customer",
            ]))
        #expect(view.rows == rows)
        #expect(view.stock.mapValues(\.onHandMilli) == stock)
        try expectDescribed(view)
    }

    /// What comes is what docs/entities.md says.
    private func expectDescribed(_ view: TillView) throws {
        let streams: [StreamName] = [.catalog, .store(.none), .customers(home: .none)]
        let described = Dictionary(streams.flatMap { EntitiesPage.entities(of: $0) }.map { ($0.name, $0.fields) }) { first, _ in first }
        for (name, row) in view.rows {
            let fields = try #require(described[name.entity], "\(name.entity)")
            let members = Set(try JSONDocument(row.data).root.members().map(\.name))
            #expect(members.isSubset(of: fields.map(\.name)), "\(name.entity)")
            #expect(members.isSuperset(of: fields.filter(\.isRequired).map(\.name)), "\(name.entity)")
        }
    }

    /// A chain that was made before its settings and its owner were told: the migration tells them.
    @Test func theMigrationTellsWhatWasNeverTold() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        // A later migration made an array of the list of stores.
        let told = try MigrationText.statement(of: "first-change", from: "WITH moved")
            .replacing("array_remove(string_to_array(s.stores, ' '), '')", with: "s.store_ids")
        let toldLater = try MigrationText.statement(of: "payments", from: "WITH moved")
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            transaction.queue(Statement.generated("UPDATE @.sync_change SET payload = '[]' WHERE position = 1 AND stream = 1"))
            transaction.queue(Statement.generated(told))
            // And what that one did not know yet, as the one that brought it told it.
            transaction.queue(Statement.generated("UPDATE @.chain SET row_version = row_version + 1"))
            transaction.queue(Statement.generated(toldLater))
            try transaction.commit()
        }
        let view = try await device.pulled()
        let rows = try await snapshot(of: "catalog", device).rows
        #expect(Set(view.rows.keys) == Set(rows.keys))
        for (name, row) in rows { #expect(try same(view.rows[name]?.data, row.data), "\(name)") }
    }

    private func same(_ left: [UInt8]?, _ right: [UInt8]) throws -> Bool {
        guard let left else { return false }
        func members(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
            var members: [String: [UInt8]] = [:]
            for (name, value) in try JSONDocument(bytes).root.members() {
                var text: [UInt8] = []
                value.appendCompact(to: &text)
                members[name] = text
            }
            return members
        }
        return try members(left) == members(right)
    }

    /// One of everything that a stream tells.
    private func change(_ shop: Shop, _ device: Device) async throws {
        let category = try await shop.call("POST", "/v1/categories", #"{"categories":[{"name":"Tea"}]}"#).has(201).json().list("ids")[0]
            .string()
        let tax = try await shop.call("POST", "/v1/tax-classes", #"{"name":"t","rate_micro":70000}"#).has(201).json().string("id")
        let product = """
            {"products":[{"name":"Green","gtins":["4012345000061"],"category_id":"\(category)","tax_class_id":"\(tax)","unit_price_minor":5}]}
            """
        _ = try await shop.call("POST", "/v1/products", product).has(201)
        _ = try await shop.call("POST", "/v1/roles", #"{"name":"helper","permissions":["sale.read"]}"#).has(201)
        _ = try await shop.hire("manager", in: [shop.store])
        _ = try await shop.call("POST", "/v1/customers", #"{"customers":[{"code":"c","name":"n","home_store_id":"\#(shop.store)"}]}"#).has(
            201)
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":90}"#).has(201)
        try await shop.receive(shop.products[0], units: 10, batch: "L1")
        let sale = Op.sale(1, shop.products[0], units: 2, price: 90)
        _ = try await device.push([sale, .refund(2, of: sale.id), .sale(3, shop.products[1]), .adjustment(4, shop.products[2], units: 5)])
    }

    private func snapshot(of stream: String, _ device: Device) async throws -> (
        position: Int64, rows: [RowName: FoldedRow], stock: [StockPlace: Int64]
    ) {
        let answer = try await device.shop.call("GET", "/v1/sync/snapshot/\(stream)", token: device.token).has(200)
        var (position, rows, stock) = (Int64(-1), [RowName: FoldedRow](), [StockPlace: Int64]())
        for line in answer.text.split(separator: "\n") {
            let value = try JSONDocument(Array(line.utf8)).root
            if value["snapshot"] != nil { position = try value.int("position") }
            guard let entity = try value["entity"]?.string(), let data = value["data"] else { continue }
            var bytes: [UInt8] = []
            data.appendCompact(to: &bytes)
            if entity == "stock" {
                let batch: ID<Batch> = data["batch_id"] == nil ? .none : try data.id("batch_id")
                stock[StockPlace(product: try data.id("product_id"), batch: batch)] = try data.int("on_hand_milli")
                continue
            }
            let members = ["price": ["product_id", "store_id", "effective_at"], "barcode": ["gtin"], "role": ["name"]][entity] ?? ["id"]
            let key = members.map { (try? data.string($0)) ?? "" }.joined(separator: "/")
            rows[RowName(entity: entity, key: key)] = FoldedRow(rowVersion: try value.int("row_version"), data: bytes)
        }
        return (position, rows, stock)
    }
}
