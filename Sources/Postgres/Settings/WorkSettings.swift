/// What one kind of work has to itself.
package struct WorkSettings: Sendable, Equatable {
    package var writers: Int
    package var readers: Int
    /// How many jobs may wait, per lane; more are refused at once.
    package var queueLimit: Int
    /// How long a job may wait for a session.
    package var queueWaitMilliseconds: Int
    package var statementTimeoutMilliseconds: Int
    /// Whether a statement may use more than one process of the database's machine.
    package var isParallel: Bool

    /// - Parameters:
    ///   - writers: 0: this work writes on the interactive sessions.
    ///   - readers: 0: it reads there.
    package init(
        writers: Int, readers: Int, queueLimit: Int = 2000, queueWaitMilliseconds: Int = 5_000,
        statementTimeoutMilliseconds: Int = 30_000, isParallel: Bool = true
    ) {
        self.writers = max(0, writers)
        self.readers = max(0, readers)
        self.queueLimit = max(0, queueLimit)
        self.queueWaitMilliseconds = max(1, queueWaitMilliseconds)
        self.statementTimeoutMilliseconds = max(0, statementTimeoutMilliseconds)
        self.isParallel = isParallel
    }
}
