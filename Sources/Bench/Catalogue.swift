import Foundation

extension Stage {
    /// P6, over the API's own 100,000 products; the shop's are among them.
    func measureSnapshot() throws {
        say("P6: a catalogue of 100,000 products")
        let present = Int(try server.sql("SELECT count(*) FROM product")) ?? 0
        for first in stride(from: present, to: 100_000, by: 1000) {
            let goods = (first..<min(first + 1000, 100_000)).map {
                "{\"name\":\"Catalogue good number \($0)\",\"brand\":\"Brand \($0 % 97)\",\"unit_price_minor\":\(100 + $0 % 900)}"
            }
            try shop.call("POST", "/v1/products", "{\"products\":[\(goods.joined(separator: ","))]}")
        }
        try server.sql("ANALYZE")
        let tables = ["chain", "store", "register", "role", "staff", "category", "tax_class", "product", "barcode", "price", "stock_batch"]
        let copies = tables.map { "\\copy (SELECT row_to_json(t) FROM \($0) t) TO '/dev/null'" }.joined(separator: "\n")
        let copied = Double(try server.sql("SELECT " + tables.map { "(SELECT count(*) FROM \($0))" }.joined(separator: " + "))) ?? 0
        var growth = 0.0
        let runs = try alternate([
            { [self] in
                let resident = Proc.residentKiB(server.pid)
                let measured = try snapshot()
                growth = max(growth, measured.peakKiB - resident)
                return measured.0
            },
            { [self] in
                let before = server.cpu
                let started = nanoseconds()
                try server.sql(copies)
                var measured = Measured()
                (measured.operations, measured.seconds) = (Int(copied), Double(nanoseconds() - started) / 1e9)
                measured.postgresCPU = server.cpu.postgres - before.postgres
                return measured
            },
        ])
        let (run, limit) = (runs[0].middle, runs[1].middle)
        add(
            Figure(
                name: "P6", what: "snapshot of \(run.operations) rows to a new till", unit: "rows/s", value: run.rate, limit: limit.rate,
                target: .atLeast(0.5),
                serverMicroseconds: run.serverMicroseconds, postgresMicroseconds: run.postgresMicroseconds,
                note:
                    "the server grew by \(Int(growth / 1024)) MiB at most; COPY \(String(format: "%.1f", limit.postgresMicroseconds)) µs PG"
            ))
    }

    private func snapshot() throws -> (Measured, peakKiB: Double) {
        let connection = try Connection(port: server.port)
        let before = server.cpu
        let started = nanoseconds()
        try connection.send(httpRequest("GET", "/v1/sync/snapshot/catalog", token: shop.tills[0].token))
        var tail: [UInt8] = []
        var peak = 0.0
        var reads = 0
        while true {
            tail = Array((tail + Array(try connection.read())).suffix(300))
            reads += 1
            if reads % 64 == 0 { peak = max(peak, Proc.residentKiB(server.pid)) }
            // The last line, and the chunk that ends the answer.
            guard tail.suffix(5).elementsEqual("0\r\n\r\n".utf8) else { continue }
            let text = String(decoding: tail, as: UTF8.self)
            guard let end = text.range(of: "{\"end\":true,\"rows\":"), let rows = Int(text[end.upperBound...].prefix { $0.isNumber }) else {
                throw Trouble("the snapshot did not end as it should: \(text)")
            }
            var measured = Measured()
            (measured.operations, measured.seconds) = (rows, Double(nanoseconds() - started) / 1e9)
            let after = server.cpu
            (measured.serverCPU, measured.postgresCPU) = (after.server - before.server, after.postgres - before.postgres)
            return (measured, peak)
        }
    }
}
