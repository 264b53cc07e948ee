import Operations
import Postgres
import RetailCore

/// What has been judged already among the ids of a batch.
struct KnownOperations {
    struct Known {
        var actor: ID<Actor>
        var seq: Int64
        var bodyHash: [UInt8]
        var verdict: [UInt8]
    }

    /// With them the database's clock: asked when all locks are held, it follows that of every batch which held them before.
    static let statement = Statement(
        """
        SELECT clock_timestamp(), o.id, o.actor_id, o.seq, o.body_hash, o.verdict
        FROM (VALUES (1)) one LEFT JOIN @.sync_operation o ON o.id = ANY($1)
        """)

    static func read(_ result: ResultSet) throws(Fault) -> (known: [OperationID: Known], at: Instant) {
        guard result.count > 0 else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
        var known: [OperationID: Known] = [:]
        for index in 0..<result.count {
            let row = result[index]
            guard let id: OperationID = try row.idIfAny(1) else { continue }
            known[id] = Known(
                actor: try row.id(2), seq: try row.int64(3), bodyHash: try row.bytes(4), verdict: Array(try row.text(5).utf8))
        }
        return (known, try result[0].instant(0))
    }
}
