internal import Foundation
internal import Synchronization

/// A few threads of their own and a bounded queue before them, for work that computes so long that no event loop and no thread of the
/// cooperative pool may be lent to it.
final class WorkerThreads: Sendable {
    enum Refusal: Error {
        case full, closed
    }

    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var closed = false
        var alive: Int
        var farewells: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    /// One signal per job, and one per thread when it is to go.
    private let work = DispatchSemaphore(value: 0)
    private let capacity: Int
    private let threads: Int

    init(name: String, threads: Int, capacity: Int) {
        self.capacity = capacity
        self.threads = threads
        state = Mutex(State(alive: threads))
        for number in 0..<threads {
            let thread = Thread { [self] in serve() }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    /// Queues a job or says why not. What was queued runs, also when `close` follows.
    func submit(_ job: @escaping @Sendable () -> Void) throws(Refusal) {
        try state.withLock { (state) throws(Refusal) in
            guard !state.closed else { throw .closed }
            guard state.waiting.count < capacity else { throw .full }
            state.waiting.append(job)
        }
        work.signal()
    }

    /// Takes no more jobs; the threads go when the queue is empty.
    func close() {
        let first = state.withLock { state in
            defer { state.closed = true }
            return !state.closed
        }
        if first { for _ in 0..<threads { work.signal() } }
    }

    /// Returns when the last thread has gone.
    func closed() async {
        close()
        await withCheckedContinuation { continuation in
            let gone = state.withLock { state in
                if state.alive > 0 { state.farewells.append(continuation) }
                return state.alive == 0
            }
            if gone { continuation.resume() }
        }
    }

    private func serve() {
        while true {
            work.wait()
            // No job at a signal: it is the one that says good-bye, as each job brought one of its own before it.
            guard let job = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) else { break }
            job()
        }
        let farewells = state.withLock { state in
            state.alive -= 1
            defer { if state.alive == 0 { state.farewells = [] } }
            return state.alive == 0 ? state.farewells : []
        }
        for farewell in farewells { farewell.resume() }
    }
}
