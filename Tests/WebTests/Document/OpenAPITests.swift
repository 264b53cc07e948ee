import JSON
import Testing
import Web

@Suite struct OpenAPITests {
    private let bytes = OpenAPI.document(title: "Toys", version: "1.2.3", endpoints: Toy.endpoints)

    private func root() throws -> JSONValue { try JSONDocument(bytes).root }

    private func names(_ value: JSONValue?) throws -> [String] { try #require(value).members().map(\.name) }

    private func compact(_ value: JSONValue?) throws -> String {
        var bytes: [UInt8] = []
        try #require(value).appendCompact(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func isTheSameForTheSameEndpoints() throws {
        #expect(bytes == OpenAPI.document(title: "Toys", version: "1.2.3", endpoints: Toy.endpoints))
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
                + #"{"name":"all","in":"query","required":true,"schema":{"type":"boolean"}}]"#)
        let ball = try compact(operation["responses"]?["200"]?["content"]?["application/json"]?["schema"])
        #expect(ball == ##"{"$ref":"#/components/schemas/Ball"}"##)
        let problem = try compact(operation["responses"]?["default"])
        #expect(problem == ##"{"$ref":"#/components/responses/Problem"}"##)
    }

    @Test func describesBodies() throws {
        let paths = try #require(try root()["paths"])
        let post = try #require(paths["/v1/balls/{ball_id}"]?["post"])
        #expect(
            try compact(post["requestBody"])
                == ##"{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ball"}}}}"##)
        #expect(try names(post["responses"]) == ["201", "default"])
        let put = try #require(paths["/v1/import"]?["put"])
        #expect(try compact(put["requestBody"]) == #"{"required":true,"content":{"text/csv":{}}}"#)
        #expect(try names(put["responses"]?["200"]?["content"]) == ["text/csv"])
        let health = try #require(paths["/v1/health"]?["get"])
        #expect(try compact(health["security"]) == "[]")
        #expect(health["requestBody"] == nil && health["parameters"] == nil)
    }

    /// Every reference leads somewhere.
    @Test func refersToWhatIsThere() throws {
        let schemas = try names(root()["components"]?["schemas"])
        let text = String(decoding: bytes, as: UTF8.self)
        for part in text.split(separator: "#/components/schemas/").dropFirst() {
            #expect(schemas.contains(String(part.prefix { $0 != "\"" })))
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
        let bytes = OpenAPI.document(title: title, version: "1", endpoints: [])
        #expect(try JSONDocument(bytes).root["info"]?["title"]?.string() == title)
        #expect(String(decoding: bytes, as: UTF8.self).contains("  \"tags\": [],\n  \"paths\": {},\n"))
    }
}
