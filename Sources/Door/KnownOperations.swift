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

    static let statement = Statement("SELECT id, actor_id, seq, body_hash, verdict FROM @.sync_operation WHERE id = ANY($1)")

    static func read(_ result: ResultSet) throws(Fault) -> [OperationID: Known] {
        var known: [OperationID: Known] = [:]
        for index in 0..<result.count {
            let row = result[index]
            known[try row.id(0)] = Known(
                actor: try row.id(1), seq: try row.int64(2), bodyHash: try row.bytes(3), verdict: Array(try row.text(4).utf8))
        }
        return known
    }
}
