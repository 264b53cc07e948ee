import Synchronization

/// Lets tasks wait until a number of threads have ended.
final class Countdown: Sendable {
    private struct State {
        var remaining = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() { state.withLock { $0.remaining += 1 } }

    func leave() {
        let woken = state.withLock { state in
            state.remaining -= 1
            guard state.remaining == 0 else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in woken { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let over = state.withLock { state in
                if state.remaining > 0 { state.waiting.append(continuation) }
                return state.remaining == 0
            }
            if over { continuation.resume() }
        }
    }
}
