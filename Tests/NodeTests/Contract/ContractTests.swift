import API
import JSON
import RetailCore
import Testing
import Web

/// Who watches the watcher: what is wrong is found wrong, or every other test would pass for nothing.
@Suite struct ContractTests {
    private static func check(_ schema: String, _ value: String, isStrict: Bool = true) throws -> [String] {
        let named = ["#/components/schemas/Tree": try JSONSchema(JSONDocument(Array(tree.utf8)).root)]
        return SchemaCheck(named: named, isStrict: isStrict).faults(
            try JSONDocument(Array(value.utf8)).root, try JSONSchema(JSONDocument(Array(schema.utf8)).root))
    }

    private static let tree =
        ##"{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"branches":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}}}"##

    /// A schema, values that fit it, and values that do not.
    private static let rows: [(schema: String, right: [String], wrong: [String])] = [
        (#"{"type":"string","minLength":2,"maxLength":3}"#, [#""ab""#, #""😀😀😀""#], [#""a""#, #""abcd""#, "7", "null", "{}"]),
        (#"{"type":["string","null"],"maxLength":1}"#, [#""a""#, "null"], [#""ab""#, "1"]),
        (
            #"{"type":"integer","format":"int64","minimum":-1,"maximum":5}"#, ["-1", "5", "5.0", "0e7"],
            ["-2", "6", "0.5", #""1""#, "99999999999999999999", "true"]
        ),
        (#"{"type":"integer","format":"int64"}"#, ["9223372036854775807"], ["9223372036854775808", "1e30"]),
        (#"{"type":"string","pattern":"^[0-9]{1,2}$"}"#, [#""12""#], [#""123""#, #""a1""#]),
        (#"{"type":"boolean"}"#, ["true", "false"], ["0", "null", #""true""#]),
        (#"{"type":"string","enum":["a","b"]}"#, [#""a""#], [#""c""#, "\"\""]),
        (#"{"type":"string","x-extensible-enum":["a"]}"#, [#""a""#], [#""c""#]),
        (#"{"type":"array","minItems":1,"maxItems":2,"items":{"type":"boolean"}}"#, ["[true]"], ["[]", "[1]", "[true,true,true]", "{}"]),
        (#"{"type":"string","format":"uuid"}"#, [#""019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e""#], [#""019388a4""#, "\"\""]),
        (#"{"type":"string","format":"date"}"#, [#""2026-01-31""#], [#""2026-02-30""#, #""31.01.2026""#]),
        (#"{"type":"string","format":"date-time"}"#, [#""2026-01-31T08:30:00Z""#], [#""2026-01-31 08:30""#]),
        (#"{"type":"string","format":"int64"}"#, [#""12""#], [#""a""#]),
        (
            #"{"type":"object","required":["a"],"properties":{"a":{"type":"boolean"},"b":{"type":"boolean"}}}"#,
            [#"{"a":true}"#, #"{"b":true,"a":false}"#], ["{}", #"{"a":1}"#, #"{"a":true,"c":1}"#, #"{"b":true}"#]
        ),
        (
            #"{"type":"object","additionalProperties":{"type":"boolean"},"maxProperties":1}"#, ["{}", #"{"x":true}"#],
            [#"{"x":1}"#, #"{"x":true,"y":true}"#]
        ),
        (#"{"oneOf":[{"type":"boolean"},{"type":"null"}]}"#, ["true", "null"], ["1"]),
        (#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#, ["0.5"], ["1", "true"]),
        (#"{"anyOf":[{"type":"integer"},{"type":"number"}]}"#, ["1", "0.5"], ["true"]),
        (
            ##"{"$ref":"#/components/schemas/Tree"}"##, [#"{"name":"a","branches":[{"name":"b","branches":[]}]}"#],
            [#"{"name":"a","branches":[{"branches":[]}]}"#, #"{"name":"a","branches":[{"name":"b","leaf":1}]}"#]
        ),
        (##"{"$ref":"#/components/schemas/Stone"}"##, [], ["1"]),
        ("{}", ["1", "{}", #"{"a":[]}"#], []),
    ]

    @Test func holdsValuesAgainstASchema() throws {
        for row in ContractTests.rows {
            for value in row.right {
                let faults = try ContractTests.check(row.schema, value)
                #expect(faults.isEmpty, "\(row.schema): \(value): \(faults)")
            }
            for value in row.wrong { #expect(try !ContractTests.check(row.schema, value).isEmpty, "\(row.schema): \(value)") }
        }
    }

    /// A schema may hold what nobody checks only where it says nothing about values.
    @Test(arguments: [
        #"{"contains":{}}"#, #"{"type":"string","format":"email"}"#, #"{"type":"text"}"#, #"{"properties":{"a":{"not":{}}}}"#,
        #"{"items":{"uniqueItems":true}}"#, #"{"additionalProperties":{"const":1}}"#, #"{"anyOf":[{"multipleOf":2}]}"#,
    ]) func refusesWhatItCannotCheck(_ schema: String) throws {
        let json = try JSONDocument(Array(schema.utf8)).root
        #expect(throws: JSONSchema.Unknown.self) { try JSONSchema(json) }
    }

    @Test func undeclaredMembersAreFoundWhereTheDocumentLeavesRoom() throws {
        let schema = #"{"type":"object","properties":{"a":{"type":"boolean"}}}"#
        #expect(try ContractTests.check(schema, #"{"b":1}"#) == [".b is not described"])
        #expect(try ContractTests.check(schema, #"{"b":1}"#, isStrict: false).isEmpty)
    }

    private static let requestID = [(name: "X-Request-Id", value: "a-request")]
    private static let json = requestID + [(name: "Content-Type", value: "application/json")]
    private static let problemHeaders = requestID + [(name: "Content-Type", value: "application/problem+json")]

    private static func problem(_ code: String, _ status: Int) -> [UInt8] {
        Array(
            #"{"type":"urn:retail:error:\#(code)","title":"t","status":\#(status),"code":"\#(code)","detail":"d","request_id":"r","errors":[]}"#
                .utf8)
    }

    private static let store =
        #"{"id":"019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e","code":"a","name":"n","time_zone":"UTC","status":"open","row_version":1}"#

    @Test func whatIsPromisedPasses() {
        let right: [Exchange] = [
            Exchange(
                method: "GET", target: "/v1/stores?limit=1", status: 200, headers: ContractTests.json,
                body: Array(#"{"items":[\#(ContractTests.store)]}"#.utf8)),
            Exchange(
                method: "GET", target: "/v1/stores", status: 403, headers: ContractTests.problemHeaders,
                body: ContractTests.problem("access.forbidden", 403)),
            Exchange(
                method: "GET", target: "/v1/nowhere", status: 404, headers: ContractTests.problemHeaders,
                body: ContractTests.problem("route.unknown", 404)),
            Exchange(
                method: "GET", target: "/v1/reports/stock", status: 200,
                headers: ContractTests.requestID + [(name: "content-type", value: "text/csv; charset=utf-8")],
                body: Array("store_id,product_id,batch_id,sku,name,batch_number,expiry,on_hand_milli,unit_cost_minor,value_minor\r\n".utf8)),
            Exchange(method: "HEAD", target: "/v1/stores", status: 200, headers: ContractTests.json, body: []),
        ]
        for exchange in right { #expect(exchange.faults(.own).isEmpty, "\(exchange.method) \(exchange.target)") }
    }

    @Test func whatIsNotPromisedIsFound() throws {
        let list = Array(#"{"items":[\#(ContractTests.store)]}"#.utf8)
        var right = Exchange(method: "GET", target: "/v1/stores", status: 200, headers: ContractTests.json, body: list)
        func expect(_ words: String, _ change: (inout Exchange) -> Void) {
            var wrong = right
            change(&wrong)
            let faults = wrong.faults(.own)
            #expect(faults.contains { $0.contains(words) }, "\(words): \(faults)")
        }
        expect("does not promise 202") { $0.status = 202 }
        expect("no such operation") { $0.target = "/v1/shops" }
        expect("no such operation") { $0.method = "PUT" }
        expect("X-Request-Id".lowercased() + " is missing") { $0.headers?.removeFirst() }
        expect("Set-Cookie is not described") { $0.headers?.append((name: "Set-Cookie", value: "a=b")) }
        expect("content of type “text/html”") { $0.headers?[1].value = "text/html" }
        expect("no JSON") { $0.body = Array("<html>".utf8) }
        expect(".items is missing") { $0.body = Array("{}".utf8) }
        expect("row_version is missing") {
            $0.body = Array(String(decoding: list, as: UTF8.self).replacing(#","row_version":1"#, with: "").utf8)
        }
        expect("colour is not described") {
            $0.body = Array(String(decoding: list, as: UTF8.self).replacing(#""name":"#, with: #""colour":1,"name":"#).utf8)
        }
        right = Exchange(
            method: "GET", target: "/v1/stores", status: 403, headers: ContractTests.problemHeaders,
            body: ContractTests.problem("access.forbidden", 403))
        expect("does not name the code sale.exists") { $0.body = ContractTests.problem("sale.exists", 403) }
        expect("does not name the code access.forbidden with 401") {
            $0.status = 401
            $0.headers?.append((name: "WWW-Authenticate", value: "Bearer"))
        }
        expect("is none of") { $0.body = ContractTests.problem("no.such-code", 403) }
        expect("application/json") { $0.headers = ContractTests.json }
        right = Exchange(
            method: "GET", target: "/v1/reports/stock", status: 200,
            headers: ContractTests.requestID + [(name: "Content-Type", value: "application/x-ndjson")], body: Array("{}\n".utf8))
        expect(".store_id is missing") { _ in }
        expect("columns a,b") {
            $0.headers?[1].value = "text/csv"
            $0.body = Array("a,b\r\n".utf8)
        }
        right = Exchange(
            method: "POST", target: "/v1/auth/refresh", requestBody: Array(#"{"refresh_token":"a"}"#.utf8), status: 200,
            headers: ContractTests.json,
            body: Array(#"{"access_token":"a","refresh_token":"b","expires_in":1,"token_type":"Bearer"}"#.utf8))
        expect("took a body that the document refuses") { $0.requestBody = Array(#"{"refresh_token":""}"#.utf8) }
        expect("took a body that the document refuses") { $0.requestBody = Array(#"{"refresh_token":"a","more":1}"#.utf8) }
        right = Exchange(
            method: "PATCH", target: "/v1/products/1", status: 200, headers: ContractTests.json, body: list)
        expect("without the header if-match") { _ in }
    }

    @Test func messagesOfTheSocketAreHeldAgainstTheirDocument() {
        let messages = ServedMessages.own
        #expect(messages.toClient.keys.contains("welcome") && messages.toClient.keys.contains("change"))
        #expect(messages.faults(#"{"type":"pong"}"#).isEmpty)
        for wrong in [#"{"type":"welcome"}"#, #"{"type":"news"}"#, #"{"kind":"pong"}"#, #"{"type":"pong","more":1}"#, "pong"] {
            #expect(!messages.faults(wrong).isEmpty, "\(wrong)")
        }
    }

    /// What is checked is what is served.
    @Test func theDocumentIsTheOneThatIsServed() async throws {
        let client = try TestNode.client(try await TestNode.shared.value)
        #expect(try await client.ask("GET", "/openapi.json").body == Documents.all().openAPI)
    }
}
