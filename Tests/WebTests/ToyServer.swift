import JSON
import Logging
import NIOCore
import RetailCore
import Synchronization
import Web

/// A server on a port of its own, with endpoints made for the tests, and a gate that holds slow requests until the test opens it.
final class ToyServer: Sendable {
    struct Note: WireObject {
        var text: String
        init(text: String) { self.text = text }
        init(_ fields: inout Fields) throws(Fault) { text = try fields.required("text", .length(1...100)) }
        func members(_ writer: inout JSONWriter) { writer.member("text", text) }
    }

    let server: WebServer
    let hub: SocketHub
    let gate = Gate()
    let sockets = EchoSockets()
    let metrics = MetricsRegistry()
    let log = LogCollector()
    let port: Int
    var url: String { "http://127.0.0.1:\(port)" }

    init(
        endpoints: [Endpoint]? = nil, path: String = "/live", subprotocol: String = "toy.v1",
        _ change: (inout WebSettings) -> Void = { _ in }
    ) async throws {
        var settings = WebSettings(port: 0)
        // Patient: a machine that runs all tests may take long, and whoever tries a time-out sets it.
        (settings.progressTimeoutMilliseconds, settings.answerTimeoutMilliseconds) = (600_000, 600_000)
        (settings.firstRequestTimeoutMilliseconds, settings.idleTimeoutMilliseconds) = (600_000, 600_000)
        settings.refusalsPerSecond = 0
        change(&settings)
        hub = SocketHub(threads: 2)
        let route = SocketRoute(path: path, subprotocol: subprotocol) { [sockets] in EchoHandler(sockets) }
        server = try WebServer(
            settings, endpoints: endpoints ?? ToyServer.endpoints(gate), socket: route, caller: ToyServer.caller(gate), metrics: metrics,
            sockets: hub,
            logger: log.logger)
        try await server.start()
        port = server.port
    }

    /// A gauge or counter without labels; 0 where there is none.
    func metric(_ name: String) -> Double {
        let lines = String(decoding: metrics.prometheus(), as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }

    /// How often something was full, by reason.
    func refused(_ reason: String) -> Double { metric("http_refused_total{reason=\"\(reason)\"}") }

    /// Runs a test against a server and stops it whatever comes.
    static func run(
        endpoints: [Endpoint]? = nil, path: String = "/live", subprotocol: String = "toy.v1",
        _ change: (inout WebSettings) -> Void = { _ in },
        _ body: (ToyServer) async throws -> Void
    ) async throws {
        let toy = try await ToyServer(endpoints: endpoints, path: path, subprotocol: subprotocol, change)
        let result: Result<Void, any Error>
        do { result = .success(try await body(toy)) } catch { result = .failure(error) }
        toy.gate.open()
        await toy.server.stop(graceSeconds: 1)
        await toy.hub.shutdown()
        try result.get()
    }

    func client(connections: Int = 4, timeoutMilliseconds: Int = 20_000) throws -> WebClient {
        try WebClient(url: url, connections: connections, timeoutMilliseconds: timeoutMilliseconds)
    }

    func live() async throws -> LiveClient { try await LiveClient.connect(url: url, path: "/live", subprotocol: "toy.v1") }

    /// `good` is known, `open` once the gate is; `bad` could be somebody, all else could not.
    private static func caller(_ gate: Gate) -> CallerCheck {
        let invalid = Fault(.unauthenticated, "access.token-invalid", "Unknown.")
        return CallerCheck(
            atHead: { bearer in
                guard let bearer else { return Fault(.unauthenticated, "access.token-missing", "Send a token.") }
                return ["good", "open", "bad"].contains(bearer.exposed) ? nil : invalid
            },
            beforeBody: { call async throws(Fault) in
                if call.bearer?.exposed == "open" { await gate.pass() }
                if call.bearer?.exposed == "bad" { throw invalid }
            })
    }

    static func endpoints(_ gate: Gate) -> [Endpoint] { plain + gated(gate) + streams(gate) }

    /// What is answered whole and at once.
    private static var plain: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/notes/{note_id}", tag: "Notes", summary: "One note", access: "public", query: [.flag("loud")],
                answer: Note.self
            ) { call async throws(Fault) -> Note in
                Note(text: try call.parameter("note_id"))
            },
            Endpoint(
                .post, "/v1/notes", tag: "Notes", summary: "A note, echoed", access: "public", body: Note.self, answer: Note.self,
                status: 201, faults: ["note.taken"]
            ) {
                (_, note) async throws(Fault) -> Note in note
            },
            Endpoint(
                .put, "/v1/raw", tag: "Notes", summary: "Bytes, counted", access: "public", accepting: .raw(["text/csv"]),
                answers: [.type("text/plain")],
                maximumBodyBytes: 100_000,
                bytes: { (_, bytes) async throws(Fault) -> Reply in .text(Array("\(bytes.count)".utf8)) }),
            Endpoint(
                .get, "/v1/long", tag: "Notes", summary: "Long text", access: "public", answers: [.type("text/plain")],
                reply: { _ async throws(Fault) -> Reply in .text(Array(repeating: 0x61, count: 5000)) }),
            Endpoint(
                .get, "/v1/address", tag: "Notes", summary: "Who asks", access: "public", answers: [.type("text/plain")],
                reply: { call async throws(Fault) -> Reply in .text(Array(call.remoteAddress.utf8)) }),
            Endpoint(
                .get, "/v1/header", tag: "Notes", summary: "A header from data", access: "public", answers: [],
                reply: { _ async throws(Fault) -> Reply in .empty(204, headers: [("X-Good", "yes"), ("X-Bad", "a\r\nX-Evil: 1")]) }),
            Endpoint(
                .get, "/v1/fault", tag: "Notes", summary: "A refusal with a secret", access: "public", answers: [],
                reply: { _ async throws(Fault) -> Reply in throw Fault(.conflict, "note.taken", "Taken.", diagnosis: "secret words") }),
        ]
    }

    /// What the gate counts or holds.
    private static func gated(_ gate: Gate) -> [Endpoint] {
        [
            Endpoint(
                .put, "/v1/private", tag: "Notes", summary: "Bytes of somebody known, counted", access: "note.edit",
                accepting: .raw(["text/csv"]), answers: [.type("text/plain")],
                bytes: { (_, bytes) async throws(Fault) -> Reply in
                    gate.count()
                    return .text(Array("\(bytes.count)".utf8))
                }),
            Endpoint(
                .get, "/v1/big", tag: "Notes", summary: "A megabyte, counted", access: "public", answers: [.type("text/plain")],
                reply: { _ async throws(Fault) -> Reply in
                    gate.count()
                    return .text([UInt8](repeating: 0x61, count: 1 << 20))
                }),
            Endpoint(
                .get, "/v1/slow", tag: "Notes", summary: "When the gate opens", access: "public", answers: [.type("text/plain")],
                reply: { _ async throws(Fault) -> Reply in
                    await gate.pass()
                    return .text(Array("done".utf8))
                }),
        ]
    }

    /// What goes out piece by piece.
    private static func streams(_ gate: Gate) -> [Endpoint] {
        [
            Endpoint(
                .get, "/v1/stream", tag: "Notes", summary: "As much as is asked for", access: "public",
                query: [.int("pieces", 0...100_000)], answers: [.csv([])],
                reply: { call async throws(Fault) -> Reply in
                    let pieces = try call.query.int("pieces", default: 3)
                    return .stream(contentType: "application/octet-stream") { writer in
                        let piece = [UInt8](repeating: 0x62, count: 16_384)
                        defer { gate.streamEnded() }
                        for _ in 0..<pieces {
                            try await writer.write(piece)
                            gate.count()
                        }
                    }
                }),
            Endpoint(
                .get, "/v1/lines", tag: "Notes", summary: "Lines worth compressing", access: "public", query: [.int("pieces", 0...1000)],
                answers: [.csv([])],
                reply: { call async throws(Fault) -> Reply in
                    let pieces = try call.query.int("pieces", default: 3)
                    return .stream(contentType: "text/csv") { writer in
                        for _ in 0..<pieces { try await writer.write([UInt8](repeating: 0x62, count: 16_384)) }
                    }
                }),
            Endpoint(
                .get, "/v1/broken", tag: "Notes", summary: "A stream that fails midway", access: "public", answers: [.csv([])],
                reply: { _ async throws(Fault) -> Reply in
                    .stream(contentType: "text/csv") { writer in
                        try await writer.write("half of it")
                        throw Fault(.unavailable, "note.lost", "Lost.")
                    }
                }),
        ]
    }
}

/// Holds whoever passes until it is opened; counts who has come.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var arrived = 0
        var counted = 0
        var streamsEnded = 0
    }

    private let state = Mutex(State())

    var arrived: Int { state.withLock { $0.arrived } }
    var counted: Int { state.withLock { $0.counted } }
    var streamsEnded: Int { state.withLock { $0.streamsEnded } }
    func streamEnded() { state.withLock { $0.streamsEnded += 1 } }
    func count() { state.withLock { $0.counted += 1 } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
