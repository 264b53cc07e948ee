import Glibc
import Operations
package import RetailCore
import Synchronization

/// So many at a time, first come, first served: for what is large and can wait, so that what is small and can't is not kept from the
/// processors.
package final class Turnstile: Sendable {
    private struct State {
        var inside = 0
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        var cancelled: Set<UInt64> = []
        var next: UInt64 = 0
    }

    private let width: Int
    private let queueLimit: Int
    private let state = Mutex(State())

    /// Half of the processors: the database's part of the work runs on the same machine, or waits for ours.
    package static var ofThisMachine: Turnstile { Turnstile(width: sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2) }

    package init(width: Int, queueLimit: Int = 2_000) {
        (self.width, self.queueLimit) = (max(1, width), queueLimit)
    }

    /// - Throws: what the body throws; `sync.busy` (503) where too many wait already, or the caller has gone meanwhile.
    package func pass<Value>(_ body: () async throws(Fault) -> Value) async throws(Fault) -> Value {
        guard await enter() else {
            throw Fault(.unavailable, "sync.busy", "Too many devices catch up at once; come again shortly.", retryAfterSeconds: 5)
        }
        let result: Result<Value, Fault>
        do throws(Fault) { result = .success(try await body()) } catch { result = .failure(error) }
        leave()
        return try result.get()
    }

    private func enter() async -> Bool {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return false }
                    if state.inside < width {
                        state.inside += 1
                        return true
                    }
                    guard state.waiting.count < queueLimit else { return false }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let found = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                    // Not in line yet, or just let in.
                    state.cancelled.insert(number)
                    return nil
                }
                return state.waiting.remove(at: index).continuation
            }
            found?.resume(returning: false)
        }
        // Cancelled in the moment in which it was let in: the number is of no use any more.
        state.withLock { _ = $0.cancelled.remove(number) }
        return isIn
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if state.waiting.isEmpty {
                state.inside -= 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
