/// When a listener doubts its connection.
struct ListenerTiming: Sendable {
    /// How often it notifies itself.
    var heartbeatMilliseconds = 2_000
    /// How long its own notification may take.
    var patienceMilliseconds = 5_000
}
