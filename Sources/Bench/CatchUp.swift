import Foundation
import Synchronization

extension Stage {
    /// P13: sixteen tills read 100 MB each, again and again; a cashier and people who log in hardly notice.
    func measureCatchUp() throws {
        say("P13: sixteen tills catch up")
        let bytes = try fillCatalogue()
        let idle = try CashierAndLogins(self)
        let copied = try copyRate(bytes)
        let readers = Readers(tills: Array(shop.tills.prefix(16)), port: server.port)
        let before = Proc.residentKiB(server.pid)
        readers.start()
        let busy = try CashierAndLogins(self)
        readers.stop()
        let (rate, failures) = (readers.rate, readers.failures)
        let refused = [idle, busy].reduce(0) { $0 + $1.failures } + failures
        let memory = "\(Int(before / 1024)) MiB before, \(Int(Proc.residentKiB(server.pid) / 1024)) after; \(refused) refused"
        let milliseconds = 1000.0
        add(
            Figure(
                name: "P13a", what: "p99 of a sale while sixteen tills catch up, against idle", unit: "ms",
                value: busy.sales.percentile(0.99) / milliseconds, limit: idle.sales.percentile(0.99) / milliseconds, target: .atMost(3),
                note: memory))
        add(
            Figure(
                name: "P13b", what: "p99 of a log-in, likewise", unit: "ms", value: busy.logins.percentile(0.99) / milliseconds,
                limit: idle.logins.percentile(0.99) / milliseconds, target: .atMost(3)))
        add(
            Figure(
                name: "P13c", what: "bytes of changes all get, against COPY of the same", unit: "MB/s", value: rate / 1e6,
                limit: copied / 1e6, target: .atLeast(0.3)))
        if refused > 0 { throw Trouble("\(refused) requests were refused") }
    }

    /// 100 MB of changes in a stream that every till follows, as a catalogue's products are.
    private func fillCatalogue() throws -> Double {
        say("    adding 100 MB of changes")
        let text = try server.sql(
            """
            WITH s AS (UPDATE sync_stream SET head = head + 50000 WHERE name = 'catalog' RETURNING id, head - 50000 AS from_position),
            made AS (INSERT INTO sync_change SELECT s.id, s.from_position + n, gen_random_uuid(), false, now(),
                '[{"entity":"bench","row_version":1,"data":{"id":"' || gen_random_uuid() || '","text":"' || repeat(md5(n::text), 60) || '"}}]'
                FROM s, generate_series(1, 50000) n RETURNING octet_length(payload) AS size)
            SELECT sum(size) FROM made;
            """)
        guard let bytes = Double(text) else { throw Trouble("the changes were not made: \(text)") }
        try server.sql("VACUUM ANALYZE sync_change;")
        return bytes
    }

    /// Bytes a second.
    private func copyRate(_ bytes: Double) throws -> Double {
        let copy = """
            COPY (SELECT c.position, c.payload FROM sync_change c WHERE c.stream = (SELECT id FROM sync_stream WHERE name = 'catalog')
            ORDER BY c.position) TO STDOUT
            """
        let rates = try (0..<3).map { _ in
            let begin = nanoseconds()
            try run(
                "/bin/sh", ["-c", "psql -X -q -d \"$0\" -c \"$1\" > /dev/null", server.database, copy],
                environment: ["PGOPTIONS": "-c search_path=t_demo"])
            return bytes * 1e9 / Double(nanoseconds() - begin)
        }
        return rates.sorted()[1]
    }
}

/// A cashier at each of four tills, twenty sales a second in all, and two log-ins a second.
private struct CashierAndLogins {
    var sales = Measured()
    var logins = Measured()
    var failures: Int { sales.failures + logins.failures }

    init(_ stage: Stage) throws {
        let (server, tills, products, seconds) = (stage.server, stage.shop.tills, stage.shop.products, max(10, stage.options.seconds))
        let login = try stage.shop.loginRequest(role: "manager")
        let found = Mutex<(Measured?, Measured?)>((nil, nil))
        let box = Box(found)
        let everybody = Group()
        everybody.start {
            let measured = try? load(server, connections: 4, seconds: seconds, rate: 20) {
                SaleWork(tills[16 + $0], products, seed: 500 + $0)
            }
            box.value.withLock { $0.0 = measured }
        }
        everybody.start {
            let measured = try? load(server, connections: 1, seconds: seconds, rate: 2) { _ in SameWork(bytes: login) }
            box.value.withLock { $0.1 = measured }
        }
        everybody.wait()
        guard case (let sales?, let logins?) = box.value.withLock({ $0 }) else { throw Trouble("nobody was served") }
        (self.sales, self.logins) = (sales, logins)
    }

    private final class Box: Sendable {
        let value: Mutex<(Measured?, Measured?)>
        init(_ value: consuming sending Mutex<(Measured?, Measured?)>) { self.value = value }
    }
}

/// Tills that read a stream from its beginning to its end, page by page, until they are stopped.
private final class Readers: Sendable {
    private let tills: [Shop.Till]
    private let port: Int
    private let group = Group()
    private let bytes = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)
    private let times = Mutex<(from: UInt64, to: UInt64)>((0, 0))

    init(tills: [Shop.Till], port: Int) { (self.tills, self.port) = (tills, port) }

    func start() {
        times.withLock { $0.from = nanoseconds() }
        for till in tills { group.start { self.read(till) } }
    }

    func stop() {
        times.withLock { $0.to = nanoseconds() }
        isOver.store(true, ordering: .relaxed)
        group.wait()
    }

    var failures: Int { failed.load(ordering: .relaxed) }
    var rate: Double {
        let (from, to) = times.withLock { $0 }
        return Double(bytes.load(ordering: .relaxed)) * 1e9 / Double(max(1, to - from))
    }

    private func read(_ till: Shop.Till) {
        do {
            let connection = try Connection(port: port)
            var cursor = "0"
            while !isOver.load(ordering: .relaxed) {
                let body = "{\"cursors\":{\"catalog\":\"\(cursor)\"},\"limit\":2000}"
                try connection.exchange(httpRequest("POST", "/v1/sync/pull", token: till.token, body: body))
                guard connection.status == 200 else {
                    failed.wrappingAdd(1, ordering: .relaxed)
                    say("    a till was answered \(connection.status) \(connection.text.prefix(200))")
                    usleep(200_000)
                    continue
                }
                if !isOver.load(ordering: .relaxed) { bytes.wrappingAdd(connection.body.count, ordering: .relaxed) }
                // At the end it begins again.
                cursor = connection.member("next") ?? "0"
            }
        } catch {
            failed.wrappingAdd(1, ordering: .relaxed)
            say("    a till failed: \(error)")
        }
    }
}

extension Connection {
    /// The first string of this name in the answer.
    fileprivate func member(_ name: String) -> String? {
        let word = "\"\(name)\":\""
        guard let start = body.baseAddress, let found = search(start, body.count, word, word.utf8.count) else { return nil }
        let from = UnsafeRawPointer(found) + word.utf8.count
        let rest = UnsafeRawBufferPointer(start: from, count: min(40, from.distance(to: start + body.count)))
        return String(decoding: rest.prefix { $0 != 0x22 }, as: UTF8.self)
    }
}
