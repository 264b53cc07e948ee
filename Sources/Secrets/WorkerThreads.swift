internal import Foundation
internal import Synchronization

/// A few threads of their own and a bounded queue before them, for work that computes so long that no event loop and no thread of the
/// cooperative pool may be lent to it.
final class WorkerThreads: Sendable {
    enum Refusal: Error {
        case full, closed
    }

    struct Job: Sendable {
        let run: @Sendable () -> Void
        /// It had to make room, and will not run.
        let displaced: @Sendable () -> Void
    }

    private struct State {
        var waiting: FairQueue<Job>
        var refused = 0
        var closed = false
        var alive: Int
        var farewells: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    /// One signal per job, and one per thread when it is to go.
    private let work = DispatchSemaphore(value: 0)
    private let threads: Int

    init(name: String, threads: Int, capacity: Int, perAddress: Int) {
        self.threads = threads
        state = Mutex(State(waiting: FairQueue(capacity: capacity, perAddress: perAddress), alive: threads))
        for number in 0..<threads {
            let thread = Thread { [self] in serve() }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    /// How many wait, and how many found no room or lost it since the start.
    var statistics: (waiting: Int, refused: Int) { state.withLock { ($0.waiting.count, $0.refused) } }

    /// Queues a job or says why not. What was queued runs, also when `close` follows, unless it has to make room for others.
    func submit(_ job: Job, _ share: PasswordShare) throws(Refusal) {
        let displaced = try state.withLock { (state) throws(Refusal) -> Job? in
            guard !state.closed else { throw .closed }
            switch state.waiting.add(job, share) {
            case .full:
                state.refused += 1
                throw .full
            case .waits(let displaced):
                if displaced != nil { state.refused += 1 }
                return displaced
            }
        }
        // One signal per job that waits: who took another's place took its signal too.
        if let displaced { displaced.displaced() } else { work.signal() }
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
            guard let job = state.withLock({ $0.waiting.next() }) else { break }
            job.run()
        }
        let farewells = state.withLock { state in
            state.alive -= 1
            defer { if state.alive == 0 { state.farewells = [] } }
            return state.alive == 0 ? state.farewells : []
        }
        for farewell in farewells { farewell.resume() }
    }
}
