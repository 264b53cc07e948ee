package import RetailCore

/// Where the database is and how hard it may be used.
package struct DatabaseSettings: Sendable {
    /// What libpq understands: `host=a,b dbname=…` or `postgresql://…`; several hosts with `target_session_attrs=read-write` find the primary.
    package var connection: Secret<String>
    /// Sessions for all work that has none of its own in `reserved`.
    package var writers: Int
    package var readers: Int
    /// What some kinds of work have to themselves. `.interactive` is what stands here beside it.
    package var reserved: [Work: WorkSettings] = [:]
    /// Whether a session of its own watches if the database is there (`Database.health`).
    package var isWatched = false
    /// How many jobs may wait, per lane; more are refused at once.
    package var queueLimit: Int
    package var statementTimeoutMilliseconds: Int
    package var lockTimeoutMilliseconds: Int
    /// How long a job may wait for a connection.
    package var queueWaitMilliseconds: Int
    /// How many prepared statements a connection keeps.
    package var preparedLimit: Int
    package var applicationName: String

    package init(
        connection: Secret<String>, writers: Int = 8, readers: Int = 4, queueLimit: Int = 2000, statementTimeoutMilliseconds: Int = 30_000,
        lockTimeoutMilliseconds: Int = 5_000, queueWaitMilliseconds: Int = 5_000, preparedLimit: Int = 256,
        applicationName: String = "retail"
    ) {
        self.connection = connection
        self.writers = max(1, writers)
        self.readers = max(1, readers)
        self.queueLimit = max(0, queueLimit)
        self.statementTimeoutMilliseconds = max(0, statementTimeoutMilliseconds)
        self.lockTimeoutMilliseconds = max(0, lockTimeoutMilliseconds)
        self.queueWaitMilliseconds = max(1, queueWaitMilliseconds)
        self.preparedLimit = max(1, preparedLimit)
        self.applicationName = applicationName
    }

    /// As a serving node uses it: 18 sessions (the listener and the watchdog make 20), and none of the four kinds of work can keep another
    /// waiting.
    ///
    /// - Parameters:
    ///   - accessSessions: that read, and as many that write: tokens, log-ins, enrolment.
    ///   - syncReaders: pulls and sockets; two more write for them.
    ///   - reportSessions: each may be at work for long, and there is no more than one process of PostgreSQL for each.
    package static func serving(
        _ connection: Secret<String>, writers: Int = 5, readers: Int = 2, accessSessions: Int = 2, syncReaders: Int = 3,
        reportSessions: Int = 2, reportTimeoutMilliseconds: Int = 120_000
    ) -> DatabaseSettings {
        var settings = DatabaseSettings(connection: connection, writers: writers, readers: readers)
        settings.isWatched = true
        settings.reserved[.access] = WorkSettings(writers: max(1, accessSessions), readers: max(1, accessSessions))
        settings.reserved[.sync] = WorkSettings(writers: 2, readers: max(1, syncReaders))
        settings.reserved[.reports] = WorkSettings(
            writers: 0, readers: max(1, reportSessions), queueLimit: 16, queueWaitMilliseconds: 20_000,
            statementTimeoutMilliseconds: reportTimeoutMilliseconds, isParallel: false)
        return settings
    }

    /// What a kind of work has, its own or the shared.
    func share(_ work: Work) -> WorkSettings { work == .interactive ? shared : reserved[work] ?? shared }

    var shared: WorkSettings {
        WorkSettings(
            writers: writers, readers: readers, queueLimit: queueLimit, queueWaitMilliseconds: queueWaitMilliseconds,
            statementTimeoutMilliseconds: statementTimeoutMilliseconds)
    }
}
