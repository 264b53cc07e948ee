import JSON
import Postgres
import RetailCore
import SyncProtocol

/// How a device is doing.
struct DeviceStatus: WireObject {
    var device: ID<Device>
    var store: ID<Store>
    var name: String
    var status: String
    var lastSeq: Int64
    var seenAt: Instant?
    var lag: [String: Int64]

    init(_ fields: inout Fields) throws(Fault) {
        device = try fields.required("device_id")
        store = try fields.required("store_id")
        name = try fields.required("name")
        status = try fields.required("status", .none, "active or revoked.")
        lastSeq = try fields.required("last_seq", .none, "The last operation that was taken.")
        seenAt = try fields.optional("seen_at", .none, "The last pull; left out: never.")
        let behind: Cursors = try fields.required("lag", .none, "Changes the device has not pulled yet, by stream.")
        lag = behind.positions.mapValues(\.value)
    }

    init(_ row: borrowing Row) throws(Fault) {
        device = try row.id(0)
        store = try row.id(1)
        name = try row.text(2)
        status = try row.text(3)
        lastSeq = try row.int64(4)
        seenAt = try row.instantIfAny(5)
        let seen = try DeviceStatus.positions(row.text(6))
        lag = try DeviceStatus.positions(row.text(7)).reduce(into: [:]) { lag, head in
            lag[String(head.key)] = max(0, head.value - (seen[head.key] ?? 0))
        }
    }

    /// Of `stream=position` with blanks between. What is none of ours is passed over: positions are never below zero.
    private static func positions(_ text: String) -> [Substring: Int64] {
        var positions: [Substring: Int64] = [:]
        for part in text.split(separator: " ") {
            let sides = part.split(separator: "=")
            if sides.count == 2, let position = Int64(sides[1]), position >= 0 { positions[sides[0]] = position }
        }
        return positions
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("device_id", device)
        writer.member("store_id", store)
        writer.member("name", name)
        writer.member("status", status)
        writer.member("last_seq", lastSeq)
        writer.member("seen_at", seenAt)
        writer.member("lag", Cursors(lag.mapValues { Position($0) }))
    }
}

struct ReadDeviceStatus: Query {
    static let statement = Statement(
        """
        SELECT d.id, d.store_id, d.name, d.status, d.last_seq, w.seen_at, coalesce(w.cursors, ''), coalesce((
            SELECT string_agg(s.name || '=' || s.head, ' ') FROM @.sync_stream s
            WHERE s.name IN ('catalog', 'store:' || d.store_id, 'customers:' || d.store_id, 'device:' || d.id)), '')
        FROM @.device d LEFT JOIN @.device_seen w ON w.device_id = d.id
        WHERE ($1::uuid[] IS NULL OR d.store_id = ANY($1)) AND ($2::uuid IS NULL OR d.id > $2) ORDER BY d.id LIMIT $3
        """)
    let stores: [ID<Store>]?
    let after: ID<Device>?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        if let stores { parameters.ids(stores) } else { parameters.null(PostgresType.array(of: PostgresType.uuid)) }
        parameters.id(after)
        parameters.int64(Int64(limit))
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> DeviceStatus { try DeviceStatus(row) }
}
