import Operations
import RetailCore

/// An operation that was judged: its verdict, for whoever sends it again.
struct OperationRow: LogTable {
    static let table = TableShape(OperationRow.self, "sync_operation", .logs)

    var id: OperationID = .none
    var actor: ID<Actor> = .none
    var seq: Int64 = 0
    var bodyHash: [UInt8] = []
    var verdict = ""

    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("actor_id", &actor)
        try column("seq", &seq)
        try column("body_hash", &bodyHash, .hidden)
        try column("verdict", &verdict)
    }
}
