import Access
import Door
import JSON
import Logging
import Operations
import Postgres
import RetailCore
import Secrets
import Sync
import SyncProtocol
package import Web

/// What this API says of itself: committed, compared in a test, and served.
package enum Documents {
    package static func all() -> (openAPI: [UInt8], asyncAPI: [UInt8], reference: String) { built }

    /// Who may do what.
    package static func permissions() -> String { PermissionsPage.markdown(endpoints: endpoints, operations: Features.operations) }

    /// Every route of a node.
    package static var endpoints: [Endpoint] {
        let services = described
        return services.endpoints + services.systemEndpoints(unready: { nil })
    }

    /// As they are served.
    static let openAPI = StaticDocument(json: built.openAPI)
    static let asyncAPI = StaticDocument(json: built.asyncAPI)

    /// Same routes, same bytes: made once.
    private static let built: (openAPI: [UInt8], asyncAPI: [UInt8], reference: String) = {
        let live = LiveReference(
            path: livePath, subprotocol: Live.subprotocol, sends: messages, receives: receives,
            closeCodes: Live.Close.allCases.map { (code: $0.rawValue, name: "\($0)", words: words($0)) } + protocolCodes)
        let intro = """
            Generated from the routes (`Documents`); edits here are lost. Errors are `application/problem+json` (RFC 9457) with a code \
            ([Errors](#errors)); every reply carries `X-Request-Id`. Who may do what: `docs/permissions.md`. Writes take an \
            `Idempotency-Key`: the same key again, from the same caller, gives the stored answer, with its secret where it has one. A \
            UUID is the operation's id; any other word of up to 255 characters, in quotes or not, is the caller's own.

            \(conventions)

            The body of a pushed operation is what the endpoint for the same act takes: `sale.complete/1` as POST /v1/sales, `sale.refund/1` as \
            POST /v1/refunds, `stock.receive/1` as POST /v1/stock/receipts, `stock.adjust/1` as POST /v1/stock/adjustments, `customer.create/1` \
            as POST /v1/customers.
            """
        return (
            OpenAPI.document(title: title, version: version, words: conventions, endpoints: endpoints, problems: Problems.all),
            AsyncAPI.document(
                title: title + ", live", version: version, path: livePath, subprotocol: Live.subprotocol, sends: messages,
                receives: receives),
            APIReference.markdown(title: "API reference", intro: intro, endpoints: endpoints, live: live, problems: Problems.all)
        )
    }()

    /// What holds for every body.
    private static let conventions = """
        Fields and query parameters that are not listed are refused; answers may get further fields in later versions. Null stands for \
        a field that is left out; where it empties the field instead, that is said there. Bounds are those of what comes in: sums that go \
        out may be beyond them. Whole numbers may be written with a fraction or an exponent (`1000.0`, `1e3`) where they are whole all \
        the same. Texts hold no U+0000.
        """

    /// As `Services.socketRoute` has it; asking that would take a hub with its threads.
    private static let livePath = "/v1/sync/live"
    private static let title = "Retail"
    package static let version = "1.0.0"

    /// Services that are only asked what their routes are. A database connects when it is started, and this one never is.
    private static var described: Services {
        let logger = Logger(label: "documents") { _ in SwiftLogNoOpLogHandler() }
        let clock: @Sendable () -> Instant = { Instant(microseconds: 0) }
        let database = Database(DatabaseSettings(connection: Secret("")), logger: logger)
        let (heads, audit) = (HeadReader(database), AuditTrail(database: database, logger: logger, clock: clock))
        let (watch, bulk) = (DeviceWatch(database: database, logger: logger), Turnstile(width: 1))
        let access = Access(database: database, passwords: PasswordHasher(), logger: logger, clock: clock)
        return Services(
            database: database, access: access,
            door: Door(database: database, epochs: access.epochs, types: Features.operationTypes, zones: NoZones(), logger: logger),
            audit: audit,
            verification: AuditVerification(
                database: database,
                sealer: AuditSealer(
                    database: database, key: SigningKey.fresh().key, memory: AuditMemory(folder: nil), logger: logger, clock: clock)),
            pulls: PullService(database: database, heads: heads, epochs: access.epochs, audit: audit, watch: watch, bulk: bulk),
            snapshots: Snapshot(database: database, heads: heads, bulk: bulk), metrics: MetricsRegistry(), clock: clock)
    }

    private struct NoZones: ZoneSource {
        func rules(_ name: String) -> TimeZoneRules? { nil }
    }

    /// What a device can say over the live socket.
    package static let messages: [LiveReference.Message] = [
        ("hello", Live.Hello.schema, "First, within five seconds: who the device is and what it has."),
        ("ack", Live.Ack.schema, "What the device has taken in; cumulative."),
        ("push", Live.Push.schema, "Operations; answered by `pushed` or, where nothing of it was taken, by `error`. One at a time."),
        ("ping", Live.Ping.schema, "Whether the server hears; answered by `{\"type\":\"pong\"}`."),
    ]

    private static let receives: [LiveReference.Message] = [
        ("welcome", Live.Welcome.schema, "The streams the device follows, and how far they are."),
        (
            "change", Live.Change.schema,
            "A critical change, in full and at once. The cursor moves only where `prev` equals it; what lies between comes by pull."
        ),
        ("heads", Live.Heads.schema, "How far a stream is; each of the device's every 30 s, also where it has not moved."),
        ("pushed", Live.Pushed.schema, "The verdicts of a `push`."),
        ("error", Live.Refused.schema, "Nothing of a `push` was taken, and why. The socket stays open unless a close follows."),
        ("pong", Live.Pong.schema, "To a `ping`."),
    ]

    /// Below 4500 a device comes back, from 4500 on it does not.
    private static func words(_ code: Live.Close) -> String {
        switch code {
        case .resync: "Come back and pull first."
        case .slow: "The device did not read what was sent to it. Come back with its cursors."
        case .positionLost: "The server no longer has the changes after the cursor. Take a snapshot, then come back."
        case .helloTimeout: "No `hello` within five seconds. Come back."
        case .malformed: "A message was not understood. Come back; the same message would be refused again."
        case .replaced:
            "The device has opened more sockets than it may have at once (4). This was the oldest. Come back if it is still wanted."
        case .revoked: "The session has ended or lacks the permission. Don't come back without a new one."
        case .version: "The device speaks a version that is not served here. Update it."
        case .superseded: "Another copy of this device has taken its place. Don't come back."
        }
    }

    /// Those of RFC 6455 that the server uses.
    private static let protocolCodes: [LiveReference.CloseCode] = [
        (1001, "going-away", "The node stops. Come back, to another one."),
        (1002, "protocol-error", "A frame broke the rules of WebSocket."),
        (1003, "text-only", "A binary message."), (1007, "not-utf-8", "A text message that is not UTF-8."),
        (1008, "too-many-messages", "More than a hundred messages within a second, unless set otherwise. Come back, slower."),
        (1009, "too-long", "A message over 1 MiB."),
    ]
}
