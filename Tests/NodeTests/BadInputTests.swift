import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing

@Suite(.timeLimit(.minutes(5))) struct BadInputTests {
    private static let shop = Task { try await Shop.open(products: 1) }

    @Test(arguments: [
        "", "{", "null", "[]", "\"x\"", "{\"lines\":}", "{\"lines\":[}", "{}", #"{"lines":[]}"#, #"{"lines":"x"}"#, #"{"lines":[{}]}"#,
        #"{"lines":[null]}"#,
        #"{"lines":[{"product_id":"x","quantity_milli":1000}]}"#, #"{"lines":[{"product_id":1,"quantity_milli":1000}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1e3}],"payments":[]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":-1000}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":99999999999999999999999}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":9223372036854775807}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000,"colour":"red"}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":true}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000,"shelf_minor":1000000000000000}],"payments":[{"method":"cash","amount_minor":9223372036854775807},{"method":"cash","amount_minor":9223372036854775807}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000,"manual_discount_minor":101}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000,"batch_number":"\#u{0}"}],"payments":[{"method":"cash","amount_minor":100}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000,"batch_number":"\u0000"}],"payments":[{"method":"cash","amount_minor":100}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000}],"payments":[{"method":"cash","amount_minor":99}]}"#,
        #"{"lines":[{"product_id":"PRODUCT","quantity_milli":1000}],"payments":[{"method":"gold","amount_minor":100}]}"#,
        #"{"store_id":"00000000-0000-0000-0000-000000000000","lines":[{"product_id":"PRODUCT","quantity_milli":1000}],"payments":[{"method":"cash","amount_minor":100}]}"#,
    ]) func aSaleThatMakesNoSenseIsRefusedAndNothingChanges(_ body: String) async throws {
        let shop = try await BadInputTests.shop.value
        let place = body.hasPrefix("{\"lines\":[{") ? "{\"store_id\":\"\(shop.store)\"," + body.dropFirst() : body
        let answer = try await shop.call("POST", "/v1/sales", place.replacing("PRODUCT", with: shop.products[0].description))
        #expect([400, 409, 415, 422].contains(answer.status), "\(answer.status) \(answer.text)")
        #expect(answer.header("Content-Type") == "application/problem+json")
        #expect(!answer.code.isEmpty)
        #expect(try await shop.count("SELECT count(*) FROM @.sale") == 0)
        #expect(try await shop.count("SELECT count(*) FROM @.stock_movement") == 0)
    }

    @Test func aBodyTooLargeIsRefused() async throws {
        let shop = try await Shop.open(products: 0)
        let body = [UInt8](repeating: 0x20, count: 5 << 20)
        #expect(try await shop.send("POST", "/v1/sales", body).status == 413)
        #expect(try await shop.call("GET", "/v1/auth/me").status == 200)
    }

    @Test func whatIsNoRouteIsSaidToBeNone() async throws {
        let shop = try await Shop.open(products: 0)
        #expect(try await shop.call("GET", "/v1/nothing").status == 404)
        #expect(try await shop.call("DELETE", "/v1/products").status == 405)
        #expect(try await shop.call("GET", "/v1/products?colour=red").status == 400)
        #expect(try await shop.call("GET", "/v1/products?limit=0").status == 400)
        #expect(try await shop.call("GET", "/v1/products?limit=99999999999999999999").status == 400)
        #expect(try await shop.call("GET", "/v1/products/%00").status < 500)
        #expect(try await shop.call("GET", "/v1/products?q=%00").status < 500)
        #expect(try await shop.call("GET", "/v1/products?q=%FF%FE").status < 500)
        #expect(try await shop.call("GET", "/v1/stock?after=%27%20OR%201=1").status < 500)
        #expect(try await shop.call("GET", "/v1/products?q=%27%3B%20DROP%20TABLE%20product%3B--").status == 200)
        #expect(try await shop.call("POST", "/v1/sales", "{}", headers: [("Content-Encoding", "gzip")]).status < 500)
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64]) func randomMutationsNeverBreakTheServer(_ seed: UInt64) async throws {
        let shop = try await Shop.open(products: 2)
        let device = try await shop.enrol()
        var random = SeededRandom(seed: seed)
        let valid: [(path: String, body: String, token: String)] = [
            ("/v1/sales", Bodies.sale(shop.products[0], store: shop.store), shop.owner),
            ("/v1/stock/receipts", Bodies.receipt(shop.products[0], units: 1, batch: "B", store: shop.store), shop.owner),
            ("/v1/sync/push", #"{"incarnation":1,"operations":[\#(Op.sale(1, shop.products[0]).json)]}"#, device.token),
            ("/v1/sync/pull", #"{"cursors":{"catalog":"0","store:\#(shop.store)":"0"},"limit":10}"#, device.token),
            ("/v1/products", #"{"products":[{"name":"n","gtins":["4006381333931"],"unit_price_minor":1}]}"#, shop.owner),
            ("/v1/customers", #"{"customers":[{"code":"c","name":"n","mail":"a@b.c"}]}"#, shop.owner),
            ("/v1/staff", #"{"username":"abc","name":"n","role":"manager","password":"0123456789"}"#, shop.owner),
            ("/v1/auth/login", #"{"tenant":"\#(shop.slug)","username":"nobody","password":"0123456789"}"#, ""),
            ("/v1/devices/enrol", #"{"tenant":"\#(shop.slug)","code":"ABCD-EFGH"}"#, ""),
            ("/v1/refunds", #"{"sale_id":"\#(shop.products[0])","store_id":"\#(shop.store)"}"#, shop.owner),
        ]
        for _ in 0..<120 {
            let (path, body, token) = valid[Int.random(in: 0..<valid.count, using: &random)]
            let bytes = BadInputTests.mutated(Array(body.utf8), &random)
            let answer = try await shop.send("POST", path, bytes, token: token)
            #expect(
                answer.status < 500, "seed \(seed): \(path) \(String(decoding: bytes, as: UTF8.self)) → \(answer.status) \(answer.text)")
        }
        // What was valid by chance took effect properly; everything else left no trace.
        try await shop.expectSoundBooks()
        #expect(try await shop.call("GET", "/v1/products").status == 200)
    }

    private static func mutated(_ body: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = body
        let words = [
            "null", "-1", "9223372036854775807", "-9223372036854775808", "1e999", "\"\"", "[]", "{}", "true", "\\u0000", "\\ud800",
            "00000000-0000-0000-0000-000000000000",
            "\u{0}", "'", "%", "é", "💥", "0.1", "99999999999999999999",
        ]
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(contentsOf: Array(words[Int.random(in: 0..<words.count, using: &random)].utf8), at: at)
            case 3: bytes = Array(bytes[..<at])
            case 4:
                // A whole value for another: between a colon and what ends it.
                guard let colon = bytes[at...].firstIndex(of: 0x3A) else { continue }
                let end = bytes[(colon + 1)...].firstIndex { $0 == 0x2C || $0 == 0x7D } ?? bytes.endIndex
                bytes.replaceSubrange((colon + 1)..<end, with: Array(words[Int.random(in: 0..<words.count, using: &random)].utf8))
            default: bytes = (0..<Int.random(in: 1...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
        }
        return bytes
    }
}
