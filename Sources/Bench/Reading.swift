import Foundation

extension Stage {
    /// Empty ticks, one for each till.
    func ticks() throws -> [[UInt8]] {
        try shop.tills.map { till in
            // Twice: the first answer says where the streams are.
            let zero = till.streams.map { "\"\($0)\":\"0\"" }.joined(separator: ",")
            var cursors: [String: String] = [:]
            for _ in 0..<200 {
                let given = cursors.isEmpty ? zero : cursors.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
                let pages =
                    try shop.call("POST", "/v1/sync/pull", "{\"cursors\":{\(given)},\"limit\":2000}", token: till.token)["pages"]
                    as? [[String: Any]] ?? []
                if cursors.isEmpty { for stream in till.streams { cursors[stream] = "0" } }
                for page in pages {
                    if let stream = page["stream"] as? String, let head = page["head"] as? String { cursors[stream] = head }
                }
                if !pages.isEmpty { break }
            }
            let body = "{\"pull\":{\"cursors\":{\(cursors.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ","))}}}"
            return httpRequest("POST", "/v1/sync", token: till.token, body: body)
        }
    }

    func measureTicks() throws {
        say("P7: empty ticks")
        let requests = try ticks()
        let health = httpRequest("GET", "/health")
        let runs = try alternate([
            { [self] in try same(requests) }, { [self] in try same([health]) },
        ])
        let (run, limit) = (runs[0].middle, runs[1].middle)
        add(
            Figure(
                name: "P7", what: "empty tick against GET /health", unit: "requests/s", value: run.rate, limit: limit.rate,
                target: .atLeast(0.6),
                serverMicroseconds: run.serverMicroseconds, postgresMicroseconds: run.postgresMicroseconds,
                note: "/health \(String(format: "%.1f", limit.serverMicroseconds)) µs server"))
    }
}
