package import JSON
package import RetailCore

/// Sends a request until it is answered: what got lost or was put off is sent again, byte for byte.
///
/// Safe for whatever carries its own key (an Idempotency-Key, operations' ids) or only reads: all that is sent here.
package struct Caller: Sendable {
    let transport: any Transport
    let sleeper: any Sleeper
    let backoff: Backoff
    /// Told of each retry and why.
    let onRetry: @Sendable (Fault) -> Void

    package init(
        _ transport: any Transport, sleeper: any Sleeper = ClockSleeper(), backoff: Backoff = Backoff(),
        onRetry: @escaping @Sendable (Fault) -> Void = { _ in }
    ) {
        (self.transport, self.sleeper, self.backoff, self.onRetry) = (transport, sleeper, backoff, onRetry)
    }

    /// The body of a 2xx answer.
    ///
    /// - Throws: the server's problem as it came; the last failure once patience is used up; `simulator.stopped`.
    package func call(_ request: TransportRequest) async throws(Fault) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        var waited: Int64 = 0
        var attempt = 0
        while true {
            if Task.isCancelled { throw .stopped }
            let failure: Fault
            do {
                let reply = try await transport.send(request)
                if (200..<300).contains(reply.status) { return reply.body }
                failure = ServerProblem.fault(reply)
            } catch { failure = error }
            guard Caller.isWorthRepeating(failure) else { throw failure }
            let delay = backoff.delay(attempt: attempt, retryAfterSeconds: failure.retryAfterSeconds, using: &random)
            guard waited + delay <= backoff.patienceMilliseconds else { throw failure }
            onRetry(failure)
            try await sleeper.sleep(milliseconds: delay)
            waited += delay
            attempt += 1
        }
    }

    package func json(_ request: TransportRequest) async throws(Fault) -> JSONValue {
        let body = try await call(request)
        do { return try JSONDocument(body).root } catch {
            throw Fault(.broken, "reply.unreadable", "The server's answer to \(request.method) \(request.path) is no JSON: \(error.detail)")
        }
    }

    private static func isWorthRepeating(_ fault: Fault) -> Bool { fault.kind == .unavailable || fault.kind == .tooMany }
}
