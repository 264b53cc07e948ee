package import RetailCore

/// Bodies that run in a transaction.
extension Database {
    /// Runs `body` in a transaction on a thread of the lane. It is committed when the body returns, if the body hasn't, and rolled back when it throws.
    ///
    /// A body may be run a second time if its session turned out to be dead before the server had done anything: it shouldn't keep count.
    /// - Throws: what the body throws, and every `database.…` fault; `database.busy` where no session was free in time.
    package func transaction<Outcome: Sendable>(
        _ lane: Lane, in scope: Scope, _ body: @Sendable @escaping (inout Transaction) throws(Fault) -> Outcome
    ) async throws(Fault) -> Outcome {
        try await perform(lane) { deadline, completion in self.job(deadline, lane, scope, body, completion) }
    }

    /// The same without a task: `completion` is called on the session's thread, or at once on the caller's if the queue is full.
    package func submit<Outcome: Sendable>(
        _ lane: Lane, in scope: Scope, _ body: @Sendable @escaping (inout Transaction) throws(Fault) -> Outcome,
        completion: @Sendable @escaping (Result<Outcome, Fault>) -> Void
    ) {
        let queue = queue(lane)
        queue.add(job(queue.deadline(isSilent: engine.watchdog.isLongSilent), lane, scope, body, completion))
    }

    private func job<Outcome: Sendable>(
        _ deadline: Int64, _ lane: Lane, _ scope: Scope, _ body: @Sendable @escaping (inout Transaction) throws(Fault) -> Outcome,
        _ completion: @Sendable @escaping (Result<Outcome, Fault>) -> Void
    ) -> Job {
        Job(
            deadline: deadline,
            attempt: { connection, control, mayRetry in
                var transaction = Transaction(connection, lane, scope, control)
                let result: Result<Outcome, Fault>
                do throws(Fault) {
                    let outcome = try body(&transaction)
                    try transaction.finish()
                    result = .success(outcome)
                } catch {
                    transaction.abandon()
                    if lane == .write { self.engine.watchdog.sawFailure(error) }
                    result = .failure(error)
                }
                if case .failure = result, mayRetry, transaction.isRepeatable { return .again }
                completion(result)
                return .finished
            },
            refuse: { completion(.failure($0)) })
    }
}
