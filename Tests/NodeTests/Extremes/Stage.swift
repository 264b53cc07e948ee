import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing
import Web

/// A chain with one of everything, and whatever the samples need anew each time.
struct Stage: Sendable {
    let shop: Shop
    let device: Device
    let person: String
    private let known: [String: String]

    static func open() async throws -> Stage {
        let shop = try await Shop.open(products: 2)
        let person = Fresh.word("p")
        let hired = try await shop.call(
            "POST", "/v1/staff",
            #"{"username":"\#(person)","name":"n","role":"manager","allows_many_sessions":true,"password":"\#(Shop.password)"}"#
        ).has(201)
        try await shop.receive(shop.products[0], units: 1000, batch: "BATCH")
        func first(_ path: String, _ body: String) async throws -> String {
            let made = try await shop.call("POST", path, body).has(201).json()
            return try made["id"]?.string() ?? made.list("ids")[0].string()
        }
        let known = [
            "$slug": shop.slug, "$staff": try hired.json().string("id"),
            "$me": try await shop.call("GET", "/v1/auth/me").json().string("id"), "$person": person, "$password": Shop.password,
            "$store": "\(shop.store)", "$register": "\(shop.register)",
            "$product": "\(shop.products[0])", "$batch": "BATCH", "$epoch": "\(shop.tenant.epoch)",
            "$category": try await first("/v1/categories", #"{"categories":[{"name":"c"}]}"#),
            "$tax": try await first("/v1/tax-classes", #"{"name":"t","rate_micro":70000}"#),
            "$customer": try await first("/v1/customers", #"{"customers":[{"code":"c","name":"n"}]}"#),
        ]
        return Stage(shop: shop, device: try await shop.enrol(), person: person, known: known)
    }

    /// Puts in what stands as `$name`.
    func filled(_ text: String) async throws -> String {
        guard text.contains("$") else { return text }
        var text = text
        for (name, value) in known { text = text.replacing(name, with: value) }
        while let place = text.firstRange(of: "$uuid") { text.replaceSubrange(place, with: "\(Fresh.id() as OperationID)") }
        while let place = text.firstRange(of: "$word") { text.replaceSubrange(place, with: Fresh.word("w")) }
        if text.contains("$gtin") {
            let number = Int64.random(in: 1...99_999_999_999)
            let digits = String(number + 1_000_000_000_000).dropFirst()
            let sum = digits.enumerated().reduce(0) { $0 + ($1.element.wholeNumberValue ?? 0) * ($1.offset % 2 == 0 ? 1 : 3) }
            text = text.replacing("$gtin", with: "\(digits)\((10 - sum % 10) % 10)")
        }
        if text.contains("$sale") {
            let sold = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
            text = text.replacing("$sale", with: try sold.json().string("sale_id"))
        }
        if text.contains("$code") {
            let body = #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"n"}"#
            text = text.replacing(
                "$code", with: try await shop.call("POST", "/v1/devices/enrolment-codes", body).has(201).json().string("code"))
        }
        if text.contains("$refresh") {
            text = text.replacing("$refresh", with: try await shop.tryLogin(person).has(200).json().string("refresh_token"))
        }
        if text.contains("$reset") {
            let name = Fresh.word("p")
            let body = #"{"username":"\#(name)","name":"n","role":"manager","password":"\#(Shop.password)"}"#
            let id = try await shop.call("POST", "/v1/staff", body).has(201).json().string("id")
            text = text.replacing(
                "$reset", with: try await shop.call("POST", "/v1/staff/\(id)/password-reset").has(201).json().string("token"))
        }
        if text.contains("$token") { text = text.replacing("$token", with: device.token) }
        return text
    }

    /// Sends a request to an endpoint; what is busy is asked again.
    func send(_ endpoint: Endpoint, _ path: String, _ body: String?) async throws -> Answer {
        var headers: [(name: String, value: String)] = []
        if endpoint.method == .patch {
            let version = try await shop.call("GET", path).json().int("row_version")
            headers.append(("If-Match", "\"\(version)\""))
        }
        let token = try await token(for: endpoint, hasBody: body != nil)
        while true {
            let answer = try await shop.call(endpoint.method.rawValue, path, body, token: token, headers: headers)
            guard answer.status == 503, answer.header("Retry-After") != nil else { return answer }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func token(for endpoint: Endpoint, hasBody: Bool) async throws -> String {
        switch endpoint.access {
        case "public": return ""
        // Another password ends one's sessions.
        case "account.own": return try await shop.hire("manager")
        // A device each: what one sequence number did is nothing to the next.
        case "sync":
            if hasBody { return try await shop.enrol().token }
            return device.token
        default: return shop.owner
        }
    }

    /// Whatever was sent: everything that can be asked for answers still.
    func expectEveryReadAnswers(after words: String) async throws {
        for endpoint in ExtremesTests.endpoints where endpoint.method == .get && !endpoint.path.contains("{") {
            let query = Samples.queries["GET \(endpoint.path)"].map { "?" + $0 } ?? ""
            let answer = try await send(endpoint, endpoint.path + query, nil)
            #expect(answer.status == 200, "GET \(endpoint.path) after \(words): \(answer.status) \(answer.text.prefix(300))")
        }
        for group in ["week", "month", "category", "product", "actor", "staff", "customer", "kind"] {
            let answer = try await shop.call("GET", "/v1/reports/sales?group=\(group)")
            #expect(answer.status == 200, "by \(group) after \(words): \(answer.status) \(answer.text.prefix(300))")
        }
        for stream in device.identity.streams {
            let answer = try await shop.call("GET", "/v1/sync/snapshot/\(stream)", token: device.token)
            #expect(answer.status == 200 && answer.text.contains("\"end\":true"), "\(stream) after \(words): \(answer.text.suffix(300))")
            let pull = #"{"cursors":{"\#(stream)":"0"},"limit":2000}"#
            let pulled = try await shop.call("POST", "/v1/sync/pull", pull, token: device.token)
            #expect(pulled.status == 200, "pull of \(stream) after \(words): \(pulled.status) \(pulled.text.prefix(300))")
        }
    }
}
