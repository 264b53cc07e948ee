/// How long to wait before trying again: exponential with full jitter, so that a thousand tills that lost the same server
/// don't come back in the same second; never shorter than the server asked for.
package struct Backoff: Sendable {
    package var firstMilliseconds: Int64
    package var capMilliseconds: Int64
    /// All waits of one call together; then it fails.
    package var patienceMilliseconds: Int64

    package init(firstMilliseconds: Int64 = 100, capMilliseconds: Int64 = 30_000, patienceMilliseconds: Int64 = 300_000) {
        self.firstMilliseconds = firstMilliseconds
        self.capMilliseconds = capMilliseconds
        self.patienceMilliseconds = patienceMilliseconds
    }

    /// - Parameter attempt: how many have failed before this wait, from 0.
    package func delay(attempt: Int, retryAfterSeconds: Int?, using random: inout some RandomNumberGenerator) -> Int64 {
        let ceiling = min(capMilliseconds, firstMilliseconds << Int64(min(attempt, 20)))
        let jitter = Int64.random(in: 0...max(0, ceiling), using: &random)
        // A server that asks for years is not believed, but then patience ends sooner than the wait.
        guard let retryAfterSeconds, retryAfterSeconds > 0 else { return jitter }
        return min(Int64(retryAfterSeconds), 86_400) * 1000 + jitter / 4
    }
}
