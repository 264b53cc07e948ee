import Operations
import RetailCore

/// An operation that was judged: its verdict, for whoever sends it again.
struct OperationRow: LogTable {
    static var name: String { "sync_operation" }
    static let columns = [
        Column("id", .id), Column("actor_id", .id), Column("seq", .int64), Column("body_hash", .bytes), Column("verdict", .text),
    ]

    var id: OperationID
    var actor: ID<Actor>
    var seq: Int64
    var bodyHash: [UInt8]
    var verdict: String

    func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.id(actor)
        cells.int64(seq)
        cells.bytes(bodyHash)
        cells.text(verdict)
    }
}
