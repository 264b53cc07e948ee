import RetailCore
import Web

extension Problems {
    /// Devices and their operations.
    static let sync: [ProblemCode] = [
        ProblemCode(
            "operation.id-reused", .unprocessable, "The id or Idempotency-Key was used before, with another content or by somebody else.",
            do: "A new id for a new act.", .writing),
        ProblemCode(
            "operation.unknown-type", .unprocessable, "The server knows no such operation: it is older than the till.",
            do: "Keep it; update the server.", .elsewhere),
        ProblemCode(
            "operation.group-refused", .unprocessable, "Another member of the group was refused, and so was this one.",
            do: "See what the other was told.", .elsewhere),
        ProblemCode(
            "operation.group-incomplete", .unprocessable, "The push has not as many of the group as its members say.",
            do: "Push the whole group at once, side by side.", .elsewhere),
        ProblemCode(
            "operation.group-split", .unprocessable, "Others stand between the group's operations.",
            do: "Push the whole group at once, side by side.", .elsewhere),
        ProblemCode(
            "operation.group-too-large", .unprocessable, "The group has more than 100 operations.", do: "Make smaller groups.",
            .elsewhere),
        ProblemCode("operation.retry", .unavailable, "Nothing was decided.", do: "Send it again, as it is.", .elsewhere),
        ProblemCode(
            "sync.busy", .unavailable,
            "Too much waits to be written for this store, too many devices catch up at once, or the server's history has just changed.",
            do: "Wait, then send the same again.", .writing),
        ProblemCode("sync.devices-only", .forbidden, "Only an enrolled device follows streams and pushes.", do: "Enrol a device."),
        ProblemCode("sync.out-of-scope", .forbidden, "The stream is not one of the device's.", do: "Follow those that enrolment gave."),
        ProblemCode(
            "sync.other-epoch", .conflict, "The device follows another history than the server's; `current` says where they part (Fork).",
            do: "Adopt the epoch; fetch anew what was stamped behind the fork; push again from `expected_seq` on."),
        ProblemCode(
            "sync.position-lost", .gone, "The server no longer has the changes after the cursor.", do: "Take a snapshot of the stream."),
        ProblemCode("sync.bad-resume", .malformed, "The resume mark can't be read.", do: "Begin the snapshot anew."),
        ProblemCode(
            "sync.sequence-gap", .conflict, "An operation is missing before this one; `current` says which is expected.",
            do: "Push from there on."),
        ProblemCode(
            "sync.sequence-reused", .conflict, "Another operation came under this number: a copy of the device is at work.",
            do: "Stop; enrol the device anew."),
        ProblemCode("sync.superseded", .conflict, "A later incarnation of the device has spoken.", do: "Stop; enrol the device anew."),
    ]

    /// What the database says. Nothing was written, or it is found again by its id.
    static let database: [ProblemCode] = [
        ProblemCode("database.busy", .unavailable, "All sessions for this kind of work are taken.", do: "Wait.", .withDatabase),
        ProblemCode("database.timeout", .unavailable, "A statement took too long.", do: "Ask for less, or again.", .withDatabase),
        ProblemCode("database.lock-timeout", .unavailable, "Somebody holds a row for too long.", do: "Ask again.", .withDatabase),
        ProblemCode("database.deadlock", .unavailable, "Two transactions stood in each other's way.", do: "Ask again.", .withDatabase),
        ProblemCode("database.serialization", .unavailable, "Two transactions stood in each other's way.", do: "Ask again.", .withDatabase),
        ProblemCode(
            "database.unreachable", .unavailable, "The database can't be reached.", do: "Wait, or ask another node.", .withDatabase),
        ProblemCode(
            "database.connection-lost", .unavailable, "The connection to the database was lost; nothing was written.", do: "Ask again.",
            .withDatabase),
        ProblemCode("database.closed", .unavailable, "The node stops.", do: "Ask another node.", .withDatabase),
        ProblemCode("database.cancelled", .unavailable, "The statement was ended.", do: "Ask again.", .withDatabase),
        ProblemCode(
            "database.commit-unknown", .unavailable, "Whether it was written could not be told.",
            do: "Ask again with the same Idempotency-Key.", .withDatabase),
        ProblemCode("database.connections", .unavailable, "The database takes no more sessions.", do: "Tell the operator.", .withDatabase),
        ProblemCode("database.full", .unavailable, "The database's disk is full.", do: "Tell the operator.", .withDatabase),
        ProblemCode(
            "database.resources", .unavailable, "The database is out of memory or the like.", do: "Tell the operator.", .withDatabase),
        ProblemCode("database.read-only", .unavailable, "The database takes no writes at the moment.", do: "Wait.", .withDatabase),
        ProblemCode(
            "database.other-history", .unavailable, "The database is another than a moment ago.", do: "Ask again.", .withDatabase),
        ProblemCode(
            "database.permission", .unavailable, "The node's log-in lacks a right in the database.", do: "Tell the operator.", .withDatabase
        ),
        ProblemCode(
            "database.role-missing", .unavailable, "The chain's role is missing in the database.", do: "Tell the operator.", .withDatabase),
        ProblemCode("database.plan-changed", .unavailable, "The schema was changed a moment ago.", do: "Ask again.", .withDatabase),
        ProblemCode("database.text", .malformed, "A text that the database can't hold.", do: "Mend the text.", .withDatabase),
        ProblemCode("database.unique", .conflict, "Something of the kind is there already.", do: "Look for it.", .writing),
        ProblemCode("database.foreign-key", .conflict, "Something that it names is not there.", do: "Look for it.", .writing),
        ProblemCode("database.check", .conflict, "A rule of the books would be broken.", do: "Tell the operator.", .writing),
        ProblemCode("database.exclusion", .conflict, "It overlaps with something that is there.", do: "Look for it.", .writing),
    ]
}
