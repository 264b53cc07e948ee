/// What a room of the trade brings. All that is done for every row or every operation is done for those that stand here: snapshots,
/// documents, the door, the tests that walk them.
package struct Feature: Sendable {
    package let rows: [any StoredRow.Type]
    /// What devices push, and others ask for.
    package let operations: [any Operation.Type]
    /// What comes by request alone, for the server prepares something first: a secret, a look at who else is there.
    package let byRequest: [any Operation.Type]

    package init(rows: [any StoredRow.Type], operations: [any Operation.Type] = [], byRequest: [any Operation.Type] = []) {
        (self.rows, self.operations, self.byRequest) = (rows, operations, byRequest)
    }
}
