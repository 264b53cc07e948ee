import RetailCore

/// Something to do on a session, with the means to say that it was not done.
final class Job: Sendable {
    enum Attempt { case finished, again }

    let control = JobControl()
    /// `MonotonicClock` time after which it is no longer wanted unless it has begun.
    let deadline: Int64
    /// Runs on the session's thread and tells its caller what came of it, unless the answer is `again`, which is given only if `mayRetry`.
    let attempt: @Sendable (_ connection: Connection, _ control: JobControl, _ mayRetry: Bool) -> Attempt
    let refuse: @Sendable (Fault) -> Void

    init(
        deadline: Int64, attempt: @Sendable @escaping (Connection, JobControl, Bool) -> Attempt, refuse: @Sendable @escaping (Fault) -> Void
    ) {
        self.deadline = deadline
        self.attempt = attempt
        self.refuse = refuse
    }
}
