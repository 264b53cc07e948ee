/// How often a database is asked whether it is there, and how long it may take to say so.
struct WatchdogTiming: Sendable {
    /// Together with `patienceMilliseconds` less than the second within which a node must notice.
    var intervalMilliseconds = 200
    /// Silence for so long is said to whoever asks.
    var patienceMilliseconds = 700
    /// After so long it is tried whether the server takes a new session; one that does not is given up. With that trial, and with finding
    /// another server, less than ten seconds.
    var doubtMilliseconds = 3_000
}
