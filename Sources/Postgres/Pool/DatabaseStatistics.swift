/// How the database's threads are doing, for metrics.
package struct DatabaseStatistics: Sendable, Equatable {
    package var queuedWrites = 0
    package var queuedReads = 0
    /// Sessions with a job.
    package var busy = 0
    /// Sessions that stand.
    package var alive = 0
    /// Sessions opened in place of lost ones, since the start.
    package var reconnects = 0
    package var statementsPrepared = 0
    package var statementsEvicted = 0
    package var transactions = 0
    /// Single-flight reads.
    package var reads = 0

    package var queued: Int { queuedWrites + queuedReads }
}
