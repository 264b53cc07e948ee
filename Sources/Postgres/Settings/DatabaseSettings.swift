package import RetailCore

/// Where the database is and how hard it may be used.
package struct DatabaseSettings: Sendable {
    /// What libpq understands: `host=a,b dbname=…` or `postgresql://…`; several hosts with `target_session_attrs=read-write` find the primary.
    package var connection: Secret<String>
    package var writers: Int
    package var readers: Int
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
}
