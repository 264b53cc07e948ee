import JSON
import Testing
import Web

@Suite struct OpenAPITests {
    private let bytes = OpenAPI.document(title: "Toys", version: "1.2.3", endpoints: Toy.endpoints, problems: Toy.problems)

    private func root() throws -> JSONValue { try JSONDocument(bytes).root }

    private func names(_ value: JSONValue?) throws -> [String] { try #require(value).members().map(\.name) }

    private func compact(_ value: JSONValue?) throws -> String {
        var bytes: [UInt8] = []
        try #require(value).appendCompact(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func isTheSameForTheSameEndpoints() throws {
        #expect(bytes == OpenAPI.document(title: "Toys", version: "1.2.3", endpoints: Toy.endpoints, problems: Toy.problems))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\n    \"title\": \"Toys\",\n"))
        let info = try compact(root()["info"])
        #expect(info == #"{"title":"Toys","version":"1.2.3"}"#)
    }

    @Test func keepsTheOrderOfPathsAndSortsComponents() throws {
        let root = try root()
        #expect(try names(root["paths"]) == ["/v1/health", "/v1/balls/{ball_id}", "/v1/import"])
        #expect(try names(root["paths"]?["/v1/balls/{ball_id}"]) == ["get", "post"])
        #expect(try names(root["components"]?["schemas"]) == ["Ball", "Colour", "Problem", "ProblemField"])
    }

    @Test func describesAnOperation() throws {
        let operation = try #require(try root()["paths"]?["/v1/balls/{ball_id}"]?["get"])
        #expect(try operation["operationId"]?.string() == "get_balls_ball_id")
        #expect(try operation["summary"]?.string() == "One ball")
        #expect(try operation["description"]?.string() == "Needs `ball.view`. Faults: `ball.unknown`, `ball.lost`.")
        #expect(try compact(operation["tags"]) == #"["Balls"]"#)
        #expect(try compact(operation["security"]) == #"[{"bearer":[]}]"#)
        let parameters = try compact(operation["parameters"])
        #expect(
            parameters
                == #"[{"name":"ball_id","in":"path","required":true,"schema":{"type":"string","format":"uuid"}},"#
                + #"{"name":"depth","in":"query","description":"How deep.","schema":{"type":"integer","format":"int64","minimum":1,"maximum":5}},"#
                + #"{"name":"all","in":"query","required":true,"schema":{"type":"boolean"}},"#
                + #"{"name":"If-None-Match","in":"header","description":"The ETag that is known: 304 where it still stands.","#
                + #""schema":{"type":"string","maxLength":32768}}]"#)
        let ball = try compact(operation["responses"]?["200"]?["content"]?["application/json"]?["schema"])
        #expect(ball == ##"{"$ref":"#/components/schemas/Ball"}"##)
        #expect(try names(operation["responses"]) == ["200", "304", "401", "404", "422", "429"])
        let problem = try compact(operation["responses"]?["404"])
        #expect(problem == ##"{"$ref":"#/components/responses/Problem404"}"##)
    }

    @Test func describesBodies() throws {
        let paths = try #require(try root()["paths"])
        let post = try #require(paths["/v1/balls/{ball_id}"]?["post"])
        #expect(
            try compact(post["requestBody"])
                == ##"{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ball"}}}}"##)
        #expect(try names(post["responses"]) == ["201", "400", "401", "404", "429"])
        #expect(try names(post["responses"]?["201"]?["headers"]) == ["X-Request-Id", "Operation-Id", "Idempotency-Replayed"])
        let match = try #require(post["parameters"]).elements()[1]
        #expect(try match["name"]?.string() == "If-Match" && match["required"]?.bool() == true)
        #expect(try match["schema"]?["pattern"]?.string() == #"^(W/)?("[0-9]{1,16}"|[0-9]{1,16})$"#)
        let put = try #require(paths["/v1/import"]?["put"])
        #expect(try compact(put["requestBody"]) == #"{"required":true,"content":{"text/csv":{}}}"#)
        let csv = try compact(put["responses"]?["200"]?["content"])
        #expect(
            csv
                == #"{"text/csv":{"schema":{"type":"string"},"x-columns":[{"name":"size","description":"Large."},{"name":"cost","optional":true}]}}"#
        )
        let health = try #require(paths["/v1/health"]?["get"])
        #expect(try compact(health["security"]) == "[]")
        #expect(health["requestBody"] == nil && health["parameters"] == nil)
    }

    @Test func describesProblems() throws {
        let components = try #require(try root()["components"])
        #expect(try names(components["responses"]) == ["Problem400", "Problem401", "Problem404", "Problem422", "Problem429"])
        #expect(try names(components["responses"]?["Problem401"]?["headers"]) == ["X-Request-Id", "WWW-Authenticate"])
        #expect(try names(components["responses"]?["Problem429"]?["headers"]) == ["X-Request-Id", "Retry-After"])
        let codes = try compact(components["schemas"]?["Problem"]?["properties"]?["code"]?["x-extensible-enum"])
        #expect(codes == #"["ball.bad","ball.lost","ball.unknown","toy.busy","toy.stranger"]"#)
    }

    /// Every reference leads somewhere.
    @Test func refersToWhatIsThere() throws {
        let text = String(decoding: bytes, as: UTF8.self)
        for place in ["schemas", "responses", "headers"] {
            let there = try names(root()["components"]?[place])
            for part in text.split(separator: "#/components/\(place)/").dropFirst() {
                #expect(there.contains(String(part.prefix { $0 != "\"" })))
            }
        }
        #expect(OpenAPI.ambiguousNames(Toy.endpoints).isEmpty)
    }

    @Test func describesTheSocket() throws {
        let messages: [AsyncAPI.Message] = [(name: "hello", schema: Toy.Ball.schema, words: "First.")]
        let bytes = AsyncAPI.document(
            title: "Toys", version: "1", path: "/v1/live", subprotocol: "toys.v1", sends: messages,
            receives: [(name: "a/b", schema: Toy.Colour.schema, words: "")])
        let root = try JSONDocument(bytes).root
        #expect(try root["asyncapi"]?.string() == "3.0.0")
        #expect(try root["channels"]?["live"]?["address"]?.string() == "/v1/live")
        let binding = root["channels"]?["live"]?["bindings"]?["ws"]?["headers"]?["properties"]?["Sec-WebSocket-Protocol"]
        #expect(try compact(binding) == #"{"const":"toys.v1"}"#)
        #expect(try names(root["channels"]?["live"]?["messages"]) == ["hello", "a/b"])
        #expect(try names(root["components"]?["messages"]) == ["a/b", "hello"])
        #expect(try names(root["components"]?["schemas"]) == ["Ball", "Colour"])
        let hello = try compact(root["components"]?["messages"]?["hello"])
        #expect(hello == ##"{"name":"hello","summary":"First.","payload":{"$ref":"#/components/schemas/Ball"}}"##)
        let send = try compact(root["operations"]?["toClient"])
        #expect(send == ##"{"action":"send","channel":{"$ref":"#/channels/live"},"messages":[{"$ref":"#/channels/live/messages/a~1b"}]}"##)
    }

    /// Laid out, not changed.
    @Test func laysOutStringsAsTheyAre() throws {
        let title = "a \"b\" {c: [d,e]} \\ "
        let bytes = OpenAPI.document(title: title, version: "1", endpoints: [], problems: [])
        #expect(try JSONDocument(bytes).root["info"]?["title"]?.string() == title)
        #expect(String(decoding: bytes, as: UTF8.self).contains("  \"tags\": [],\n  \"paths\": {},\n"))
    }
}
