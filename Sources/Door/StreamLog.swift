import Operations
import Postgres
import RetailCore

/// The last statements of a writing transaction: the streams' heads move and the changes take their positions.
///
/// The heads' row locks are held to the commit, so positions are dense and in commit order: a reader of `position > cursor` can never
/// skip one. They come last, and in the order of the streams' ids, or they would deadlock with the rows' locks.
enum StreamLog {
    static func queue(
        _ changes: [(operations: [OperationID], change: Change)], at now: Instant, known: Set<String>, _ transaction: inout Transaction
    ) {
        let names = changes.map(\.change.stream.description)
        let distinct = Array(Set(names)).sorted()
        let fresh = distinct.filter { !known.contains($0) }
        if !fresh.isEmpty {
            var parameters = Parameters()
            parameters.texts(fresh)
            transaction.queue(create, parameters)
        }
        var locking = Parameters()
        locking.texts(distinct)
        transaction.queue(lock, locking)
        var parameters = Parameters()
        parameters.texts(names)
        parameters.ids(changes.map { $0.operations.last ?? .none })
        parameters.bools(changes.map(\.change.isCritical))
        var payloads: [UInt8] = []
        for change in changes {
            withUnsafeBytes(of: Int32(change.change.payload.count).bigEndian) { payloads.append(contentsOf: $0) }
            payloads.append(contentsOf: change.change.payload)
        }
        parameters.array(elementOID: PostgresType.text, count: changes.count, hasNulls: false, elements: payloads)
        parameters.instant(now)
        transaction.queue(append, parameters)
    }

    private static let create = Statement("INSERT INTO @.sync_stream (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING")
    private static let lock = Statement("SELECT id FROM @.sync_stream WHERE name = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE")
    private static let append = Statement(
        """
        WITH change AS (
            SELECT * FROM unnest($1::text[], $2::uuid[], $3::boolean[], $4::text[]) WITH ORDINALITY AS c(name, op_id, critical, payload, ordinal)
        ), moved AS (
            UPDATE @.sync_stream s SET head = s.head + c.n FROM (SELECT name, count(*) AS n FROM change GROUP BY name) c WHERE s.name = c.name
            RETURNING s.id, s.name, s.head, c.n
        ), written AS (
            INSERT INTO @.sync_change (stream, position, op_id, critical, at, payload)
            SELECT m.id, m.head - m.n + row_number() OVER (PARTITION BY c.name ORDER BY c.ordinal), c.op_id, c.critical, $5, c.payload
            FROM change c JOIN moved m ON m.name = c.name
        )
        SELECT name, head, n FROM moved
        """)

    /// Where streams that moved stand now, and by how much they moved.
    static func moved(_ result: ResultSet) throws(Fault) -> [String: (head: Int64, by: Int64)] {
        var moved: [String: (head: Int64, by: Int64)] = [:]
        for index in 0..<result.count { moved[try result[index].text(0)] = (try result[index].int64(1), try result[index].int64(2)) }
        return moved
    }

    /// The positions that operations got: in each stream in the order of the changes, up to where it stands now.
    static func positions(
        _ changes: [(operations: [OperationID], change: Change)], _ moved: [String: (head: Int64, by: Int64)]
    ) -> [OperationID: [String: Int64]] {
        var last = moved.mapValues { $0.head - $0.by }
        var positions: [OperationID: [String: Int64]] = [:]
        for (operations, change) in changes {
            let stream = change.stream.description
            let position = (last[stream] ?? 0) + 1
            last[stream] = position
            for operation in operations { positions[operation, default: [:]][stream] = position }
        }
        return positions
    }

    static let standing = Statement("SELECT name, head FROM @.sync_stream WHERE name = ANY($1::text[])")

    static func standing(_ result: ResultSet) throws(Fault) -> [String: Int64] {
        var heads: [String: Int64] = [:]
        for index in 0..<result.count { heads[try result[index].text(0)] = try result[index].int64(1) }
        return heads
    }
}
