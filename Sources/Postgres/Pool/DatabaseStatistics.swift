/// How the database's threads are doing, for metrics.
package struct DatabaseStatistics: Sendable, Equatable {
    /// Of each kind of work that has sessions of its own, and of the interactive one, whose are shared by the rest.
    package var works: [WorkStatistics] = []
    /// Of the interactive work.
    package var queuedWrites = 0
    package var queuedReads = 0
    /// Sessions opened in place of lost ones, since the start.
    package var reconnects = 0
    package var statementsPrepared = 0
    package var statementsEvicted = 0
    package var transactions = 0
    /// Single-flight reads.
    package var reads = 0

    package var queued: Int { works.reduce(0) { $0 + $1.queued } }
    /// Sessions with a job.
    package var busy: Int { works.reduce(0) { $0 + $1.busy } }
    /// Sessions that stand.
    package var alive: Int { works.reduce(0) { $0 + $1.alive } }
}

/// How one kind of work is doing.
package struct WorkStatistics: Sendable, Equatable {
    package var work: Work
    package var queued: Int
    package var busy: Int
    package var alive: Int
    /// Jobs that were not done, since the start: the queue was full, or no session was free in time.
    package var refused: Int
}
