import Access
import JSON
import Operations
import Postgres
import RetailCore
import SyncProtocol

/// What stands behind some cursors, up to a number of changes and of bytes, at the cost of what is given and little more.
///
/// Sizes are asked first, and only what goes into the page is read: a change's payload lies outside of its row where it is large. Rows are
/// looked at in steps of `stepRows`, so that those beyond the page's bytes, of at most 8 KiB each within the table (`toast_tuple_target`),
/// are no more than the page itself.
struct ChangeReader: Sendable {
    struct Stream: Sendable {
        let id: Int32
        var cursor: Int64
        let head: Int64
    }

    static let pageBytes = 4 << 20
    static let stepRows = 512
    /// So few are read without asking for their sizes.
    static let fewRows: Int64 = 16

    /// The history that the cursors and heads are of.
    let epoch: ID<Epoch>
    /// In the order in which they fill the page.
    let streams: [Stream]
    let limit: Int

    /// As nearly all ticks are.
    var isSmall: Bool { streams.reduce(Int64(0)) { $0 + $1.head - $1.cursor } <= min(ChangeReader.fewRows, Int64(limit)) }

    /// - Returns: the changes by stream, each in the order of its positions, without a hole from its cursor on; none where the chain's history is
    ///   another by now.
    func read(_ database: Database, _ scope: Scope) async throws(Fault) -> [Int32: [ChangeEntry]] {
        if isSmall {
            var pages: [Int32: [ChangeEntry]] = [:]
            ChangeReader.add(try await database.read(ReadChanges(epoch: epoch, streams: streams), in: scope), to: &pages)
            return pages
        }
        let reader = self
        return try await database.transaction(.read, in: scope) { transaction throws(Fault) in try reader.read(&transaction) }
    }

    private func read(_ transaction: inout Transaction) throws(Fault) -> [Int32: [ChangeEntry]] {
        var pages: [Int32: [ChangeEntry]] = [:]
        var streams = streams
        var (rows, bytes) = (limit, ChangeReader.pageBytes)
        while rows > 0, bytes > 0, !streams.isEmpty {
            let step = min(rows, ChangeReader.stepRows)
            let found = try transaction.run(ReadSizedChanges(epoch: epoch, streams: streams, limit: Int64(step), bytes: Int64(bytes)))
            ChangeReader.add(found, to: &pages)
            // Fewer than the step: it was all there is, or the page is full.
            guard found.count == step else { break }
            rows -= step
            bytes -= found.reduce(0) { $0 + $1.entry.entities.bytes.count }
            for index in streams.indices { streams[index].cursor = pages[streams[index].id]?.last?.position.value ?? streams[index].cursor }
            streams.removeAll { $0.cursor >= $0.head }
        }
        return pages
    }

    private static func add(_ found: [ReadChanges.Output], to pages: inout [Int32: [ChangeEntry]]) {
        for (stream, entry) in found.sorted(by: { $0.entry.position.value < $1.entry.position.value }) {
            pages[stream, default: []].append(entry)
        }
    }
}

private struct ReadChanges: Query {
    static let statement = Statement(
        """
        SELECT c.stream, c.position, c.op_id, c.at, c.critical, c.payload FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS u(stream, cursor, head)
        CROSS JOIN LATERAL (
            SELECT * FROM @.sync_change c WHERE c.stream = u.stream AND c.position > u.cursor AND c.position <= u.head ORDER BY c.position
        ) c
        WHERE (SELECT epoch FROM @.chain) = $4
        """)
    let epoch: ID<Epoch>
    let streams: [ChangeReader.Stream]

    func bind(_ parameters: inout Parameters) {
        parameters.int32s(streams.map(\.id))
        parameters.int64s(streams.map(\.cursor))
        parameters.int64s(streams.map(\.head))
        parameters.id(epoch)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> (stream: Int32, entry: ChangeEntry) {
        (
            try row.int32(0),
            ChangeEntry(
                position: Position(try row.int64(1)), operation: try row.id(2), at: try row.instant(3), isCritical: try row.bool(4),
                entities: EncodedJSON(try row.utf8(5)))
        )
    }
}

/// The same up to the change that fills the page: the first is given however large it is.
private struct ReadSizedChanges: Query {
    static let statement = Statement(
        """
        WITH page AS MATERIALIZED (
            SELECT stream, cursor, max(position) AS through FROM (
                SELECT u.stream, u.cursor, c.position, sum(c.size) OVER w - c.size AS before, row_number() OVER w AS number
                FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS u(stream, cursor, turn)
                CROSS JOIN LATERAL (
                    SELECT c.position, octet_length(c.payload) AS size FROM @.sync_change c
                    WHERE c.stream = u.stream AND c.position > u.cursor ORDER BY c.position LIMIT $3
                ) c
                WINDOW w AS (ORDER BY u.turn, c.position ROWS UNBOUNDED PRECEDING)
            ) sized
            WHERE before < $4 AND number <= $3 AND (SELECT epoch FROM @.chain) = $5 GROUP BY stream, cursor
        )
        SELECT c.stream, c.position, c.op_id, c.at, c.critical, c.payload FROM page p
        CROSS JOIN LATERAL (
            SELECT * FROM @.sync_change c WHERE c.stream = p.stream AND c.position > p.cursor AND c.position <= p.through ORDER BY c.position
        ) c
        """)
    let epoch: ID<Epoch>
    let streams: [ChangeReader.Stream]
    let limit: Int64
    let bytes: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.int32s(streams.map(\.id))
        parameters.int64s(streams.map(\.cursor))
        parameters.int64(limit)
        parameters.int64(bytes)
        parameters.id(epoch)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> (stream: Int32, entry: ChangeEntry) { try ReadChanges.decode(row) }
}
