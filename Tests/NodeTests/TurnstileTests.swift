import RetailCore
import Sync
import Synchronization
import Testing

/// What is large goes one by one.
@Suite(.timeLimit(.minutes(5))) struct TurnstileTests {
    private final class Watch: Sendable {
        private let state = Mutex((inside: 0, most: 0, order: [Int]()))
        func enter(_ number: Int) {
            state.withLock {
                $0.inside += 1
                $0.most = max($0.most, $0.inside)
                $0.order.append(number)
            }
        }
        func leave() { state.withLock { $0.inside -= 1 } }
        var most: Int { state.withLock { $0.most } }
        var order: [Int] { state.withLock { $0.order } }
    }

    /// Holds the turnstile until it is released.
    private final class Gate: Sendable {
        private let (stream, feed) = AsyncStream.makeStream(of: Void.self)
        func open() { feed.finish() }
        func wait() async { for await _ in stream {} }
    }

    @Test(arguments: [1, 3]) func letsSoManyInAtATime(_ width: Int) async throws {
        let (turnstile, watch) = (Turnstile(width: width), Watch())
        await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    try await turnstile.pass { () async throws(Fault) in
                        watch.enter(number)
                        await Task.yield()
                        watch.leave()
                        if number % 7 == 0 { throw Fault(.broken, "test", "It fails in there.") }
                    }
                }
            }
            while let result = await group.nextResult() {
                if case .failure(let error) = result { #expect((error as? Fault)?.code == "test") }
            }
        }
        #expect(watch.order.count == 40 && watch.most <= width)
    }

    @Test func whoGoesAwayLeavesTheLine() async throws {
        let (turnstile, gate, watch) = (Turnstile(width: 1), Gate(), Watch())
        let isIn = Gate()
        let first = Task {
            try await turnstile.pass { () async throws(Fault) in
                isIn.open()
                await gate.wait()
            }
        }
        await isIn.wait()
        let tasks = (0..<3).map { number in Task { try await turnstile.pass { () async throws(Fault) in watch.enter(number) } } }
        tasks[1].cancel()
        await #expect(throws: Fault.self) { try await tasks[1].value }
        gate.open()
        try await first.value
        try await tasks[0].value
        try await tasks[2].value
        #expect(Set(watch.order) == [0, 2])
        // Nothing is left of it: the next is let in.
        try await turnstile.pass { () async throws(Fault) in watch.enter(9) }
    }

    @Test func saysWhenTheLineIsLong() async throws {
        let (turnstile, gate) = (Turnstile(width: 1, queueLimit: 0), Gate())
        let isIn = Gate()
        let first = Task {
            try await turnstile.pass { () async throws(Fault) in
                isIn.open()
                await gate.wait()
            }
        }
        await isIn.wait()
        let fault = await #expect(throws: Fault.self) { try await turnstile.pass { () async throws(Fault) in } }
        #expect(fault?.code == "sync.busy" && fault?.kind == .unavailable)
        gate.open()
        try await first.value
    }
}
