import Glibc

/// P1: a sale per request. The bytes stand ready, once per choice of goods; each request gets a new id.
struct SaleWork: Work {
    private var requests: [[UInt8]]
    private let keyAt: Int
    private var ids: IDs
    private var next: Int

    init(_ till: Shop.Till, _ products: [String], seed: Int) {
        let empty = "00000000-0000-0000-0000-000000000000"
        requests = (0..<64).map { number in
            httpRequest(
                "POST", "/v1/sales", token: till.token, key: empty, body: SaleWork.body(products, seed * 64 + number, method: "card"))
        }
        keyAt = place(of: empty, in: requests[0])
        ids = IDs(seed)
        next = seed
    }

    static func body(_ products: [String], _ number: Int, method: String) -> String {
        let lines = (0..<3).map { line in
            "{\"product_id\":\"\(products[(number * 7 + line * 67) % products.count])\",\"quantity_milli\":1000}"
        }
        return
            "{\"lines\":[\(lines.joined(separator: ","))],\"payments\":[{\"method\":\"\(method)\",\"amount_minor\":\(3 * Shop.priceMinor)}]}"
    }

    mutating func request() -> [UInt8] {
        next = (next + 1) & 63
        ids.write(into: &requests[next], at: keyAt)
        return requests[next]
    }

    func worth(_ connection: Connection) -> Int { connection.status == 201 ? 1 : 0 }
}

func place(of word: String, in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { all in
        guard let base = all.baseAddress, let found = search(base, all.count, word, word.utf8.count) else { return 0 }
        return base.distance(to: UnsafeRawPointer(found))
    }
}

/// P2: a till's pushes of `count` sales each, numbered without a gap.
struct PushWork: Work {
    private let head: [UInt8]
    private let bodies: [[UInt8]]
    private let epoch: String
    private let count: Int
    private var ids: IDs
    private var body: [UInt8] = []
    private var place = 0
    private let sequence: Sequence

    /// Outlives a run: the server goes on counting. Sendable: each till has one, and a till is driven by one thread; runs follow each other.
    final class Sequence: @unchecked Sendable { var last = 0 }

    init(_ till: Shop.Till, _ products: [String], seed: Int, count: Int, _ sequence: Sequence) {
        (self.count, self.sequence, epoch) = (count, sequence, till.epoch)
        head = Array(
            "POST /v1/sync/push HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer \(till.token)\r\nContent-Type: application/json\r\nContent-Length: "
                .utf8)
        bodies = (0..<64).map {
            Array(
                (",\"type\":\"sale.complete/1\",\"occurred_at\":\"\(PushWork.now())\",\"body\":"
                    + SaleWork.body(products, seed * 64 + $0, method: "card") + "}").utf8)
        }
        ids = IDs(seed)
    }

    static func now() -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 40)
        strftime(&text, 40, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    mutating func request() -> [UInt8] {
        body.removeAll(keepingCapacity: true)
        body += "{\"epoch\":\"\(epoch)\",\"operations\":[".utf8
        for ordinal in 1...count {
            if ordinal > 1 { body.append(0x2C) }
            body += "{\"id\":\"".utf8
            let at = body.count
            body += "00000000-0000-0000-0000-000000000000\",\"seq\":\(sequence.last + ordinal)".utf8
            ids.write(into: &body, at: at)
            place = (place + 1) & 63
            body += bodies[place]
        }
        body += "]}".utf8
        return head + Array("\(body.count)\r\n\r\n".utf8) + body
    }

    func worth(_ connection: Connection) -> Int {
        guard connection.status == 200 else { return 0 }
        sequence.last += count
        let applied = connection.occurrences(of: "\"status\":\"applied\"")
        return applied == count ? count : 0
    }
}

/// The same request again and again.
struct SameWork: Work {
    let bytes: [UInt8]
    func request() -> [UInt8] { bytes }
    func worth(_ connection: Connection) -> Int { connection.status == 200 ? 1 : 0 }
}
