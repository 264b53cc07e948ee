/// Which connections a job runs on: a reader never waits behind a writer's row lock.
package enum Lane: String, Sendable, CaseIterable {
    /// READ COMMITTED.
    case write
    /// READ ONLY, and REPEATABLE READ: all statements of one transaction see the same moment.
    case read
}
