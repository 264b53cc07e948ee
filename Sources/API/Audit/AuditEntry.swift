import Door
import JSON
import Operations
import RetailCore

/// A row of the audit trail.
struct AuditEntry: WireObject {
    var row: AuditRow

    init(_ row: AuditRow) { self.row = row }

    init(_ fields: inout Fields) throws(Fault) {
        let chain: ID<AuditChain> = try fields.required("chain", .none, "Whose chain: a device's, a store's, a person's.")
        let number: Int64 = try fields.required("number", .none, "Dense in its chain.")
        let at: Instant = try fields.required("at")
        var attempt = AuditAttempt(
            actor: try fields.required("actor_id"), action: try fields.required("action"), operation: try fields.optional("op_id"),
            outcome: try fields.required("outcome"), detail: try fields.optional("detail"),
            from: Origin(
                requestID: try fields.required("request_id"),
                address: try fields.required(
                    "address", .none, "The caller's IP address; empty before it was kept, and on the command line.")))
        attempt.attempts = Int32(clamping: try fields.required("attempts", .none, "How many alike the row stands for.") as Int64)
        row = AuditRow(chain: chain, number: number, at: at, attempt: attempt, hash: [])
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("chain", row.chain)
        writer.member("number", row.number)
        writer.member("at", row.at)
        writer.member("actor_id", row.attempt.actor)
        writer.member("action", row.attempt.action)
        writer.member("op_id", row.attempt.operation)
        writer.member("outcome", row.attempt.outcome)
        writer.member("detail", row.attempt.detail)
        writer.member("request_id", row.attempt.origin.requestID)
        writer.member("address", row.attempt.origin.address)
        writer.member("attempts", Int64(row.attempt.attempts))
    }
}

struct AuditPage: WireObject {
    var items: [AuditEntry]
    var next: String?

    init(items: [AuditEntry], next: String?) { (self.items, self.next) = (items, next) }

    init(_ fields: inout Fields) throws(Fault) {
        items = try fields.required("items")
        next = try fields.optional("next", .none, "Ask with after=next for the page behind; left out on the last.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("items", items)
        writer.member("next", next)
    }
}
