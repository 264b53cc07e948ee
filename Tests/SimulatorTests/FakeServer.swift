import JSON
import RetailCore
import Sales
import SyncProtocol
import Synchronization

@testable import Simulator

/// A server in memory, as far as an import needs one: it judges operations by seq and id, keeps streams, stock and reports.
final class FakeServer: Transport {
    /// What it does wrong, on purpose.
    struct Mischief: Sendable {
        /// Of 100 requests: answered, but the answer is lost; refused with 503 before anything happened; delivered twice.
        var lostReplies = 0
        var unavailable = 0
        var delivered2x = 0
        /// The client dies (once) after so many pushes, before it hears the answer.
        var clientDiesAfterPushes: Int?
        /// Every so many operations one gets no verdict.
        var retryEvery: Int?
        var refusesProduct: ID<Product>?
        /// A cent too much in each report's total.
        var lies = false
        var tokenLifetime: Int?
    }

    let state: Mutex<FakeServerState>

    init(_ mischief: Mischief = Mischief(), seed: UInt64 = 1) {
        state = Mutex(FakeServerState(mischief, SeededRandom(seed: seed)))
    }

    static let clientDied = Fault(.broken, "test.client-died", "Killed.")

    func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
        let result: Result<TransportReply, Fault> = state.withLock { state in
            state.requests += 1
            if state.roll(state.mischief.unavailable) {
                return .success(TransportReply(status: 503, retryAfterSeconds: 1, body: problem("server.busy")))
            }
            if state.roll(state.mischief.delivered2x) { _ = state.answer(request) }
            let reply = state.answer(request)
            if request.path == "/v1/sync/push", let left = state.mischief.clientDiesAfterPushes {
                state.mischief.clientDiesAfterPushes = left > 0 ? left - 1 : nil
                if left == 0 { return .failure(FakeServer.clientDied) }
            }
            if state.roll(state.mischief.lostReplies) {
                return .failure(.connectionLost("The connection closed."))
            }
            return .success(reply)
        }
        return try result.get()
    }
}

func problem(_ code: String, current: String? = nil) -> [UInt8] {
    Array(#"{"status":0,"code":"\#(code)","detail":"No."\#(current.map { ",\"current\":\($0)" } ?? "")}"#.utf8)
}

func json(_ members: (inout JSONWriter) -> Void) -> TransportReply {
    var writer = JSONWriter()
    writer.object(members)
    return TransportReply(status: 200, body: writer.bytes)
}

/// No waiting; counts how long it would have been.
final class NoSleep: Sleeper {
    private let slept = Mutex<[Int64]>([])
    var delays: [Int64] { slept.withLock { $0 } }
    func sleep(milliseconds: Int64) async throws(Fault) {
        slept.withLock { $0.append(milliseconds) }
        await Task.yield()
    }
}
