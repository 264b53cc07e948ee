internal import Foundation
package import RetailCore
internal import Synchronization

/// Passwords to argon2id hashes in PHC text (`$argon2id$v=19$m=19456,t=2,p=1$…`) and back to a yes or no.
///
/// One hash takes some 26 ms of a core and 19 MiB: they are made on threads of their own, and when the queue is full the caller is told
/// to come again, so that a storm of log-ins can't hold up the sales. The queue is shared out (`FairQueue`): nor can it hold up others' log-ins.
package final class PasswordHasher: Sendable {
    private let workers: WorkerThreads
    private let lastNanoseconds = Atomic<Int64>(0)
    private let cost: Argon2Cost

    /// - Parameters:
    ///   - queue: how many may wait.
    ///   - perAddress: how many of them from one address; nil: a quarter.
    package init(threads: Int = 1, queue: Int = 64, perAddress: Int? = nil, cost: Argon2Cost = .standard) {
        workers = WorkerThreads(
            name: "argon2", threads: max(1, threads), capacity: max(1, queue), perAddress: perAddress ?? max(1, queue / 4))
        self.cost = cost
    }

    deinit {
        workers.close()
    }

    /// - Throws: `access.busy` (503).
    package func hash(_ password: Secret<String>, for share: PasswordShare = .insiders) async throws(Fault) -> String {
        let (bytes, cost) = (Self.bytes(password), cost)
        return try await compute(share) { () throws(Fault) in try Argon2.hash(bytes, cost: cost) }
    }

    /// - Throws: `access.busy` (503), `access.password-hash-unreadable` (500) if `encoded` is no argon2id hash.
    package func verify(_ password: Secret<String>, against encoded: String, for share: PasswordShare = .insiders) async throws(Fault)
        -> Bool
    {
        let bytes = Self.bytes(password)
        return try await compute(share) { () throws(Fault) in try Argon2.verify(bytes, against: encoded) }
    }

    /// For a user who does not exist: the work of a verification, and its answer is no. So the time taken tells nobody who does exist.
    ///
    /// - Throws: `access.busy` (503).
    package func decoy(_ password: Secret<String>, for share: PasswordShare = .insiders) async throws(Fault) -> Bool {
        _ = try await hash(password, for: share)
        return false
    }

    /// Whether the hash was made at another cost than today's: then make a new one while the password is at hand.
    package func needsRehash(_ encoded: String) -> Bool {
        Argon2Cost(encoded: encoded) != cost
    }

    /// Ends what was queued, then the threads.
    package func shutdown() async {
        await workers.closed()
    }

    /// How many checks wait, and how many were told to come again since the start.
    package var statistics: (waiting: Int, refused: Int) { workers.statistics }

    /// How long the last check took, without its wait in the queue.
    package var lastDuration: Duration { .nanoseconds(lastNanoseconds.load(ordering: .relaxed)) }

    private func compute<Value: Sendable>(
        _ share: PasswordShare, _ work: @escaping @Sendable () throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        let result: Result<Value, Fault> = await withCheckedContinuation { continuation in
            let job = WorkerThreads.Job { [self] in
                let start = ContinuousClock.now
                let result: Result<Value, Fault>
                do throws(Fault) { result = .success(try work()) } catch { result = .failure(error) }
                let (seconds, attoseconds) = (ContinuousClock.now - start).components
                lastNanoseconds.store(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, ordering: .relaxed)
                continuation.resume(returning: result)
            } displaced: {
                continuation.resume(returning: .failure(Self.busy("had to make room in the queue of password checks")))
            }
            do throws(WorkerThreads.Refusal) {
                try workers.submit(job, share)
            } catch {
                let why = error == .full ? "the queue of password checks is full" : "the password hasher was shut down"
                continuation.resume(returning: .failure(Self.busy(why)))
            }
        }
        return try result.get()
    }

    private static func busy(_ why: String) -> Fault {
        Fault(.unavailable, "access.busy", "Too many log-ins at once; try again in a moment.", diagnosis: why, retryAfterSeconds: 1)
    }

    /// One spelling for what looks the same: keyboards differ in how they compose `ü` (NFKC, as NIST SP 800-63B asks).
    private static func bytes(_ password: Secret<String>) -> [UInt8] {
        let text = password.exposed
        return Array((text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCompatibilityMapping).utf8)
    }
}
