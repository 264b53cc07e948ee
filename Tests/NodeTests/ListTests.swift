import API
import Access
import JSON
import Node
import Operations
import Postgres
import RetailCore
import Testing
import Web

/// Lists that are read page by page give each row once, whatever rows have in common.
@Suite(.timeLimit(.minutes(5))) struct ListTests {
    /// Two rows a page and all at once are the same; the routes are the code's own.
    @Test func everyListIsTheSameInPages() async throws {
        let shop = try await Shop.open(products: 5)
        let (second, _) = try await shop.openStore("S2")
        for product in shop.products { try await shop.receive(product, units: 10, batch: "B") }
        for number in 1...4 {
            _ = try await shop.hire("manager", in: [number % 2 == 0 ? second : shop.store])
            _ = try await shop.enrol()
            _ = try await shop.call("POST", "/v1/api-keys", #"{"name":"k\#(number)","role":"sales_assistant"}"#).has(201)
            let customer = #"{"customers":[{"code":"c\#(number)","name":"n","home_store_id":"\#(shop.store)"}]}"#
            _ = try await shop.call("POST", "/v1/customers", customer).has(201)
            _ = try await shop.call("POST", "/v1/categories", #"{"categories":[{"name":"c\#(number)"}]}"#).has(201)
            let code = #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"t"}"#
            _ = try await shop.call("POST", "/v1/devices/enrolment-codes", code).has(201)
        }
        var walked: [String] = []
        for endpoint in Documents.endpoints where endpoint.method == .get && endpoint.query.contains(where: { $0.name == "limit" }) {
            guard endpoint.path != "/v1/sync/pull" else { continue }
            let more = endpoint.path == "/v1/sessions" ? "&everybody=true" : ""
            // The trail grows while it is read.
            let frozen = endpoint.path == "/v1/audit" ? "&before=\(try await shop.moment())" : ""
            let whole = try await shop.call("GET", "\(endpoint.path)?limit=1000\(more)\(frozen)").has(200).json()
            let all = try whole.list("items").map { Array($0.text) }
            #expect(whole["next"] == nil, "\(endpoint.path)")
            var paged: [[UInt8]] = []
            var after: String?
            repeat {
                let path = "\(endpoint.path)?limit=2\(more)\(frozen)\(after.map { "&after=\($0)" } ?? "")"
                let page = try await shop.call("GET", path).has(200).json()
                let items = try page.list("items").map { Array($0.text) }
                #expect(items.count <= 2)
                paged += items
                after = try page["next"]?.string()
            } while after != nil && paged.count <= all.count
            #expect(paged == all && all.count > 2 || all.count <= 2 && paged == all, "\(endpoint.path): \(paged.count) of \(all.count)")
            walked.append(endpoint.path)
        }
        #expect(walked.contains("/v1/audit") && walked.contains("/v1/stock") && walked.count >= 8, "\(walked)")
    }

    /// What people type finds what was written: each word, in any order, whatever its case, accents and normal form.
    @Test(arguments: [
        ("pala vertex", "Vertex 03 Pala"), ("VERTEX", "Vertex 03 Pala"), ("muñequeras joma", "Joma Muñequeras"),
        ("munequeras", "Joma Muñequeras"), ("mun\u{303}equeras", "Joma Muñequeras"), ("hustawka", "Hus\u{301}tawka Łódź"),
        ("lodz HUŚTAWKA", "Huśtawka Łódź"), ("strasse", "Straßenkreide"), ("ａｂｃ", "ABC"), ("100%", "100% Wolle"),
    ])
    func findsWhatIsTyped(_ typed: String, _ name: String) async throws {
        let shop = try await Shop.open(products: 1)
        let body = #"{"products":[{"name":"\#(name)","sku":"X-1"},{"name":"Anything else","sku":"X-2"}]}"#
        _ = try await shop.call("POST", "/v1/products", body).has(201)
        let found = try await shop.call("GET", "/v1/products?q=\(Extremes.encoded(typed))").has(200).json().list("items")
        #expect(try found.map { try $0.string("name") } == [name.composed])
        #expect(try await shop.call("GET", "/v1/products?q=\(Extremes.encoded(typed + " nowhere"))").has(200).json().list("items").isEmpty)
        #expect(try await shop.call("GET", "/v1/products?q=%25").has(200).json().list("items").count == (name.contains("%") ? 1 : 0))
    }

    /// Rows of one instant in many chains: a page ends in the midst of them.
    @Test func theTrailGivesEachOfManyRowsOfOneMoment() async throws {
        let shop = try await Shop.open(products: 0)
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            _ = try transaction.run(
                Statement.generated(
                    """
                    INSERT INTO @.sync_audit (chain, number, at, actor_id, action, outcome, attempts, request_id, address, format, hash)
                    SELECT gen_random_uuid(), n % 3 + 1, '2026-01-01T00:00:00Z', gen_random_uuid(), 'crowd', 'answered', 1, n::text, '', 1, ''
                    FROM generate_series(1, 300) n
                    """))
        }
        var seen: [String] = []
        var after: String?
        repeat {
            let page = try await shop.call("GET", "/v1/audit?action=crowd&limit=7\(after.map { "&after=\($0)" } ?? "")").has(200).json()
            for item in try page.list("items") { seen.append(try item.string("request_id")) }
            after = try page["next"]?.string()
        } while after != nil && seen.count <= 300
        #expect(seen.count == 300 && Set(seen).count == 300)
        #expect(try await shop.call("GET", "/v1/audit?after=x").code == "request.invalid")
    }
}

extension Shop {
    /// The server's present, as text.
    fileprivate func moment() async throws -> String {
        let now = try await node.database.read(Statement("SELECT now()"), Parameters(), in: tenant.scope)[0].instant(0)
        return now.description
    }
}
