import JSON
import RetailCore
import Sales
import SyncProtocol

@testable import Simulator

struct FakeServerState {
    struct Device {
        var id: ID<Device>
        var store: String
        var lastSeq: Int64 = 0
    }

    struct Sold {
        var store: String
        var day: Day
        var sale: CompleteSale
        var id: OperationID
    }

    var mischief: FakeServer.Mischief
    var random: SeededRandom
    var requests = 0
    var judged = 0
    var answers: [OperationID: TransportReply] = [:]
    var ids: Set<String> = []
    var categories: [String: String] = [:]
    var codes: [String: String] = [:]
    var codesMade = 0
    var devices: [String: Device] = [:]
    var accessToken = 0
    var accessUses = 0
    var verdicts: [OperationID: VerdictStatus] = [:]
    var sold: [Sold] = []
    var changes: [String: [ChangeEntry]] = [:]
    var stock: [String: [ID<Product>: (onHand: Int64, version: Int64)]] = [:]
    let epoch = ID<Epoch>(high: 77, low: 77)

    init(_ mischief: FakeServer.Mischief, _ random: SeededRandom) {
        (self.mischief, self.random) = (mischief, random)
    }

    mutating func roll(_ percent: Int) -> Bool { percent > 0 && Int.random(in: 0..<100, using: &random) < percent }

    mutating func answer(_ request: TransportRequest) -> TransportReply {
        if request.path.hasPrefix("/v1/auth/") {
            accessToken += 1
            accessUses = 0
            let token = "staff-\(accessToken)"
            return json {
                $0.member("access_token", token)
                $0.member("refresh_token", "refresh-\(token)")
                $0.member("expires_in", Int64(900))
                $0.member("token_type", "Bearer")
            }
        }
        do {
            let body = request.body.isEmpty ? nil : try JSONDocument(request.body).root
            if request.path == "/v1/devices/enrol", let body { return try enrol(body) }
            if request.path == "/v1/sync/push" || request.path == "/v1/sync/pull", let body {
                guard let token = request.token?.exposed, devices[token] != nil else {
                    return TransportReply(status: 401, body: problem("auth.required"))
                }
                return request.path == "/v1/sync/push" ? try push(try PushRequest.read(body), token) : pull(try PullRequest.read(body))
            }
            accessUses += 1
            guard request.token?.exposed == "staff-\(accessToken)", accessUses <= mischief.tokenLifetime ?? .max else {
                return TransportReply(status: 401, body: problem("auth.required"))
            }
            if let key = request.idempotencyKey, let known = answers[key] { return known }
            let reply = try staff(request, body)
            if let key = request.idempotencyKey { answers[key] = reply }
            return reply
        } catch {
            return TransportReply(status: 400, body: problem(error.code))
        }
    }

    private mutating func staff(_ request: TransportRequest, _ body: JSONValue?) throws(Fault) -> TransportReply {
        guard let body else { return request.path.hasPrefix("/v1/stock?") ? try stockList(request.path) : try report(request.path) }
        if request.path == "/v1/devices/enrolment-codes" {
            codesMade += 1
            let code = "CODE-\(codesMade)"
            codes[code] = try body.text("store_id")
            return json { $0.member("code", code) }
        }
        let made = request.path == "/v1/stores" ? [body] : try body.list(String(request.path.dropFirst("/v1/".count)))
        for value in made {
            let id = try value.text("id")
            guard ids.insert(id).inserted else { return TransportReply(status: 409, body: problem("thing.exists")) }
            if request.path == "/v1/products" { categories[id] = try value.text("category_id") }
            if let parent = try value["parent_id"]?.string(), !ids.contains(parent) {
                return TransportReply(status: 422, body: problem("category.unknown-parent"))
            }
        }
        return json {
            $0.member("register_id", ID<Register>(high: 3, low: UInt64(ids.count)))
            $0.memberArray("ids") { _ in }
        }
    }

    private mutating func enrol(_ body: JSONValue) throws(Fault) -> TransportReply {
        guard let store = codes.removeValue(forKey: try body.text("code")) else {
            return TransportReply(status: 422, body: problem("device.bad-code"))
        }
        let device = Device(id: ID(high: 4, low: UInt64(devices.count + 1)), store: store)
        // Another server's tokens are no use here.
        let token = "device-\(random.next())"
        devices[token] = device
        let epoch = epoch
        return json {
            $0.member("device_id", device.id)
            $0.member("token", token)
            $0.member("epoch", epoch)
            $0.member("streams", ["catalog", "store:\(store)"])
        }
    }

    private mutating func push(_ request: PushRequest, _ token: String) throws(Fault) -> TransportReply {
        guard var device = devices[token] else { return TransportReply(status: 401, body: problem("auth.required")) }
        if let first = request.operations.first, first.seq > device.lastSeq + 1 {
            return TransportReply(status: 409, body: problem("sync.sequence-gap", current: #"{"expected_seq":\#(device.lastSeq + 1)}"#))
        }
        var replies: [Verdict] = []
        var isOpen = true
        for operation in request.operations {
            judged += 1
            if let every = mischief.retryEvery, judged % every == 0 { isOpen = false }
            guard isOpen else {
                replies.append(Verdict(id: operation.id, status: .retry))
                continue
            }
            device.lastSeq = max(device.lastSeq, operation.seq)
            if let known = verdicts[operation.id] {
                var verdict = Verdict(id: operation.id, status: .duplicate, code: known == .rejected ? "product.unknown" : nil)
                verdict.first = known
                replies.append(verdict)
                continue
            }
            let sale = try CompleteSale.read(operation.body)
            let isRefused = sale.lines.contains { $0.product == mischief.refusesProduct || categories[$0.product.description] == nil }
            verdicts[operation.id] = isRefused ? .rejected : .applied
            replies.append(Verdict(id: operation.id, status: isRefused ? .rejected : .applied, code: isRefused ? "product.unknown" : nil))
            if !isRefused { apply(sale, operation, device.store) }
        }
        devices[token] = device
        let reply = PushReply(
            epoch: epoch, verdicts: replies,
            streams: Cursors(["store:\(device.store)": Position(Int64(changes["store:\(device.store)"]?.count ?? 0))]))
        return TransportReply(status: 200, body: JSONWriter.bytes(of: reply))
    }

    private mutating func apply(_ sale: CompleteSale, _ operation: PushedOperation, _ store: String) {
        sold.append(Sold(store: store, day: TimeZoneRules.utc.businessDay(of: operation.occurredAt), sale: sale, id: operation.id))
        var entities: [String] = []
        for line in sale.lines where line.quantity.milli > 0 {
            let old = stock[store]?[line.product] ?? (0, 0)
            let new = (onHand: old.onHand - line.quantity.milli, version: old.version + 1)
            stock[store, default: [:]][line.product] = new
            entities.append(
                #"{"entity":"stock","row_version":\#(new.version),"data":{"product_id":"\#(line.product)","on_hand_milli":\#(new.onHand)}}"#
            )
        }
        let revenue = sale.lines.reduce(0) { $0 + FakeServerState.revenue($1) }
        let lines = sale.lines.map { _ in "{}" }.joined(separator: ",")
        entities.append(
            #"{"entity":"sale","data":{"id":"\#(ID<Sale>(operation.id))","kind":"sale","revenue_minor":\#(revenue),"lines":[\#(lines)]}}"#)
        let stream = "store:\(store)"
        changes[stream, default: []].append(
            ChangeEntry(
                position: Position(Int64((changes[stream]?.count ?? 0) + 1)), operation: operation.id, at: operation.occurredAt,
                isCritical: false,
                entities: EncodedJSON(Array("[\(entities.joined(separator: ","))]".utf8))))
    }

    static func revenue(_ line: SoldLine) -> Int64 { (line.shelf?.minor ?? 0) - line.loyaltyDiscount.minor - line.couponDiscount.minor }

    private func pull(_ request: PullRequest) -> TransportReply {
        let pages = request.cursors.positions.sorted { $0.key < $1.key }.compactMap { stream, cursor -> PullPage? in
            let all = changes[stream] ?? []
            let part = all.dropFirst(Int(cursor.value)).prefix(min(request.limit, 2))
            guard let last = part.last else { return nil }
            return PullPage(stream: stream, head: Position(Int64(all.count)), next: last.position, changes: Array(part))
        }
        return TransportReply(status: 200, body: JSONWriter.bytes(of: PullReply(epoch: epoch, pages: pages, nextPullMilliseconds: 30_000)))
    }
}
