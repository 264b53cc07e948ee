package import JSON
package import RetailCore

/// What a device is told whose history is not the server's: where the two part, and what the server still has of the device's own.
///
/// Up to `forked_at` both are one. A device at or below it adopts the epoch and goes on; above it, it drops what it has stamped later and
/// fetches it anew. It sends its operations again from `expected_seq` on, with the ids and numbers they had.
package struct Fork: WireObject {
    package var epoch: ID<Epoch>
    package var forkedAt: Cursors
    package var expectedSeq: Int64
    package var incarnation: Int64

    package init(epoch: ID<Epoch>, forkedAt: Cursors, expectedSeq: Int64, incarnation: Int64) {
        (self.epoch, self.forkedAt, self.expectedSeq, self.incarnation) = (epoch, forkedAt, expectedSeq, incarnation)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        epoch = try fields.required("epoch", .none, "The one to adopt.")
        forkedAt = try fields.required(
            "forked_at", .none, "By stream of the device's scope: the last position that both histories share; \"0\": nothing.")
        expectedSeq = try fields.required("expected_seq", .none, "The operation that the server expects next of this device.")
        incarnation = try fields.required(
            "incarnation", .none, "Of which that holds; of a later one the server has nothing and expects 1.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("epoch", epoch)
        writer.member("forked_at", forkedAt)
        writer.member("expected_seq", expectedSeq)
        writer.member("incarnation", incarnation)
    }

    /// Whether somebody who has come so far has seen nothing that the server lacks.
    package func covers(_ cursors: Cursors) -> Bool {
        cursors.positions.allSatisfy { name, cursor in forkedAt.positions[name].map { cursor <= $0 } ?? true }
    }
}
