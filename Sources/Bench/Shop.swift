import Foundation

/// What the bench needs in the demo chain: stores, tills, goods with prices and stock. Made by the API, like anybody's.
final class Shop {
    struct Till: Sendable {
        var store: String
        var device: String
        var token: String
        var epoch: String
        var streams: [String]
    }

    static let goods = 200
    static let priceMinor = 199
    let server: Server
    private(set) var products: [String] = []
    private(set) var tills: [Till] = []
    private(set) var owner = ""

    init(_ server: Server, stores: Int) throws {
        self.server = server
        try logIn()
        let goods = (0..<Shop.goods).map { "{\"name\":\"Bench good \($0)\",\"unit_price_minor\":\(Shop.priceMinor)}" }
        products = try call("POST", "/v1/products", "{\"products\":[\(goods.joined(separator: ","))]}")["ids"] as? [String] ?? []
        guard products.count == Shop.goods else { throw Trouble("the products were not made") }
        for number in 0..<stores { tills.append(try openStore(number)) }
    }

    func logIn() throws {
        owner = ""
        owner = try call("POST", "/v1/auth/login", credentials(role: "owner"))["access_token"] as? String ?? ""
    }

    /// The demo's log-in of this role, as a request's body.
    private func credentials(role: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: server.folder + "/demo.json"),
            let demo = try JSONSerialization.jsonObject(with: bytes) as? [String: Any],
            let login = (demo["logins"] as? [[String: Any]])?.first(where: { $0["role"] as? String == role }),
            let name = login["username"] as? String, let password = login["password"] as? String
        else { throw Trouble("demo.json can't be read") }
        return "{\"tenant\":\"demo\",\"username\":\"\(name)\",\"password\":\"\(password)\"}"
    }

    func loginRequest(role: String) throws -> [UInt8] { httpRequest("POST", "/v1/auth/login", body: try credentials(role: role)) }

    @discardableResult
    func call(_ method: String, _ path: String, _ body: String = "", token: String? = nil) throws -> [String: Any] {
        let token = token ?? (owner.isEmpty ? nil : owner)
        // A new one each time: the server closes those that were idle for as long as a measurement takes.
        let connection = try Connection(port: server.port)
        try connection.exchange(httpRequest(method, path, token: token, body: body))
        guard (200..<300).contains(connection.status) else {
            throw Trouble("\(method) \(path): \(connection.status) \(connection.text.prefix(1000))")
        }
        return try JSONSerialization.jsonObject(with: Data(connection.body)) as? [String: Any] ?? [:]
    }

    private func openStore(_ number: Int) throws -> Till {
        let made = try call("POST", "/v1/stores", "{\"code\":\"bench-\(number)\",\"name\":\"Bench store \(number)\"}")
        guard let store = made["id"] as? String else { throw Trouble("no store was made: \(made)") }
        let lines = products.map {
            "{\"product_id\":\"\($0)\",\"batch_number\":\"B1\",\"expiry\":\"2030-12-31\",\"quantity_milli\":1000000000,\"unit_cost_minor\":100}"
        }
        try call("POST", "/v1/stock/receipts", "{\"store_id\":\"\(store)\",\"lines\":[\(lines.joined(separator: ","))]}")
        return try enrol(in: store, name: "bench \(number)")
    }

    func enrol(in store: String, name: String) throws -> Till {
        let registers = try call("GET", "/v1/registers?store_id=\(store)")["items"] as? [[String: Any]] ?? []
        guard let register = registers.first?["id"] as? String else { throw Trouble("the store has no register") }
        let code =
            try call(
                "POST", "/v1/devices/enrolment-codes", "{\"store_id\":\"\(store)\",\"register_id\":\"\(register)\",\"name\":\"\(name)\"}")[
                "code"] as? String ?? ""
        let device = try call("POST", "/v1/devices/enrol", "{\"tenant\":\"demo\",\"code\":\"\(code)\"}")
        guard let id = device["device_id"] as? String, let token = device["token"] as? String, let epoch = device["epoch"] as? String,
            let streams = device["streams"] as? [String]
        else { throw Trouble("no device was made: \(device)") }
        return Till(store: store, device: id, token: token, epoch: epoch, streams: streams)
    }
}

/// UUIDv7 in text, patched into prepared bytes. Random enough for one run, and cheap.
struct IDs {
    private var random: UInt64

    init(_ seed: Int) { random = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15 ^ nanoseconds() }

    private static let digits = Array("0123456789abcdef".utf8)

    mutating func write(into bytes: inout [UInt8], at place: Int) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let high = milliseconds << 16 | 0x7000 | random >> 52
        let low = random &* 0x2545_F491_4F6C_DD1D >> 2 | 0x8000_0000_0000_0000
        var at = place
        for (half, word) in [high, low].enumerated() {
            for nibble in 0..<16 {
                let position = half * 16 + nibble
                if position == 8 || position == 12 || position == 16 || position == 20 {
                    bytes[at] = 0x2D
                    at += 1
                }
                bytes[at] = IDs.digits[Int(word >> UInt64(60 - nibble * 4) & 15)]
                at += 1
            }
        }
    }
}
