import API
import Door
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing
import Web

/// The ends of every field of every endpoint, operation and message, one at a time in an otherwise valid request: none is an error of the server's, and none makes
/// a later read fail. Derived from the schemas, so that what is new is tried by itself; what has no sample fails.
@Suite(.timeLimit(.minutes(10))) struct ExtremesTests {
    static let endpoints = Documents.endpoints

    private static func takesJSON(_ endpoint: Endpoint) -> Bool { if case .json = endpoint.body { true } else { false } }

    /// As the samples name them.
    private static func key(_ endpoint: Endpoint) -> String {
        "\(endpoint.method.rawValue) \(endpoint.path.replacing("{product_id}", with: "$product").replacing("{staff_id}", with: "$staff").replacing("{store_id}", with: "$store"))"
    }

    static let withBody = endpoints.filter(takesJSON).map(key)
    static let withQuery = endpoints.filter { !$0.query.isEmpty }.map(key)
    static let withParameter = endpoints.filter { $0.path.contains("{") }.map { "\($0.method.rawValue) \($0.path)" }

    @Test func everySampleIsOfSomething() {
        #expect(Set(Samples.endpoints.keys).isSubset(of: ExtremesTests.withBody))
        #expect(Set(Samples.operations.keys).isSubset(of: Features.operationTypes.names))
        #expect(Set(Documents.messages.map(\.name)) == Set(Samples.messages.keys))
        let required = ExtremesTests.endpoints.filter { $0.query.contains(where: \.isRequired) }
        #expect(Set(required.map(ExtremesTests.key)) == Set(Samples.queries.keys))
    }

    @Test(arguments: withBody) func bodies(_ key: String) async throws {
        let endpoint = try #require(ExtremesTests.endpoints.first { ExtremesTests.key($0) == key })
        guard case .json(let schema) = endpoint.body else { return }
        let sample = try JSONTree(Samples.endpoint(key, schema))
        let stage = try await Stage.open()
        let path = try await stage.filled(String(key.drop { $0 != " " }.dropFirst()))
        let valid = try await stage.send(endpoint, path, try await stage.filled(sample.text))
        #expect((200..<300).contains(valid.status), "the sample itself: \(valid.status) \(valid.text)")
        for place in Extremes.places(schema) {
            for value in place.values {
                let body = try await stage.filled(try sample.with(value, at: place.path[...]).text)
                let answer = try await stage.send(endpoint, path, body)
                #expect(answer.status < 500, "\(key): \(place.name) = \(value.prefix(100)) → \(answer.status) \(answer.text.prefix(300))")
            }
        }
        try await stage.expectEveryReadAnswers(after: key)
    }

    @Test(arguments: Features.operationTypes.names) func operations(_ name: String) async throws {
        let schema = try #require(Features.operationTypes.schema(of: name))
        let sample = try JSONTree(Samples.operation(name, schema))
        let stage = try await Stage.open()
        var trials: [(words: String, body: String)] = [("the sample itself", sample.text)]
        for place in Extremes.places(schema) {
            for value in place.values {
                trials.append(("\(place.name) = \(value.prefix(100))", try sample.with(value, at: place.path[...]).text))
            }
        }
        // Forty to a push, so that no push is too long.
        for start in stride(from: 0, to: trials.count, by: 40) {
            let device = try await stage.shop.enrol()
            var operations: [Op] = []
            for trial in trials[start..<min(start + 40, trials.count)] {
                operations.append(Op(Int64(operations.count + 1), name, try await stage.filled(trial.body)))
            }
            let verdicts = try await device.push(operations)
            #expect(verdicts.count == operations.count)
            for (trial, verdict) in zip(trials[start...], verdicts) {
                let isBroken = verdict.code?.hasPrefix("internal") == true || verdict.code?.hasPrefix("database") == true
                #expect(!isBroken && verdict.status != .retry, "\(name): \(trial.words) → \(verdict.code ?? "") \(verdict.detail ?? "")")
            }
        }
        try await stage.expectEveryReadAnswers(after: name)
    }

    @Test(arguments: withQuery) func queries(_ key: String) async throws {
        let endpoint = try #require(ExtremesTests.endpoints.first { ExtremesTests.key($0) == key })
        let stage = try await Stage.open()
        let path = endpoint.path.replacing("{stream}", with: "catalog")
        for parameter in endpoint.query {
            for value in Extremes.queryValues(parameter.schema) {
                let rest = Samples.queries[key].map { $0.hasPrefix(parameter.name) ? "" : "&" + $0 } ?? ""
                let answer = try await stage.send(endpoint, "\(path)?\(parameter.name)=\(value)\(rest)", nil)
                #expect(answer.status < 500, "\(key)?\(parameter.name)=\(value.prefix(100)) → \(answer.status) \(answer.text.prefix(300))")
            }
        }
        try await stage.expectEveryReadAnswers(after: key)
    }

    @Test(arguments: withParameter) func pathsWithAnId(_ key: String) async throws {
        let endpoint = try #require(ExtremesTests.endpoints.first { "\($0.method.rawValue) \($0.path)" == key })
        let stage = try await Stage.open()
        for value in Extremes.queryValues(.string(format: "uuid", length: nil)) + Extremes.queryValues(.string(format: nil, length: 1...40))
        {
            let parts = endpoint.path.split(separator: "/").map { $0.hasPrefix("{") ? value : String($0) }
            let answer = try await stage.shop.call(
                endpoint.method.rawValue, "/" + parts.joined(separator: "/"), ExtremesTests.takesJSON(endpoint) ? "{}" : nil,
                token: endpoint.access == "sync" ? stage.device.token : nil)
            #expect(answer.status < 500, "\(key) with \(value.prefix(100)) → \(answer.status) \(answer.text.prefix(300))")
        }
        try await stage.expectEveryReadAnswers(after: key)
    }

    @Test(arguments: Documents.messages.map(\.name)) func messages(_ name: String) async throws {
        let sample = try JSONTree(try #require(Samples.messages[name]))
        let schema = try #require(Documents.messages.first { $0.name == name }).schema
        let stage = try await Stage.open()
        for place in Extremes.places(schema) {
            for value in place.values {
                let socket = try await LiveSocket.open(stage.shop.node.port)
                if name != "hello" {
                    try socket.send(try await stage.filled(Samples.messages["hello"] ?? ""))
                    while try await !socket.next().contains("\"welcome\"") {}
                }
                try socket.send(try await stage.filled(try sample.with(value, at: place.path[...]).text))
                try? socket.send(#"{"type":"ping"}"#)
                let end = try await socket.answered()
                #expect(end == nil || (4000..<5000).contains(end ?? 0), "\(name): \(place.name) = \(value.prefix(100)) → \(end ?? 0)")
            }
        }
        // What was acknowledged is written every few seconds: what can't be written would keep it away for ever.
        if name == "ack" { try await until { try await stage.shop.count("SELECT count(*) FROM @.device_seen") > 0 } }
        try await stage.expectEveryReadAnswers(after: name)
    }
}
