/// How often a database is asked whether it is there, and how long it may take to say so.
///
/// Together they are less than the second within which a node must notice.
struct WatchdogTiming: Sendable {
    var intervalMilliseconds = 200
    var patienceMilliseconds = 700
}
