import JSON
import RetailCore
import Synchronization
import Testing

@testable import Simulator

@Suite struct StaffSessionTests {
    /// Takes only the newest token; counts logins and refreshes.
    private final class Gate: Transport {
        struct State {
            var logins = 0
            var refreshes = 0
            var valid = 0
        }
        let state = Mutex(State())
        let refusesRefresh: Bool

        init(refusesRefresh: Bool = false) {
            self.refusesRefresh = refusesRefresh
        }

        func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
            await Task.yield()
            return state.withLock { state in
                if request.path.hasPrefix("/v1/auth/") {
                    if request.path == "/v1/auth/login" { state.logins += 1 } else { state.refreshes += 1 }
                    if request.path == "/v1/auth/refresh", refusesRefresh {
                        return TransportReply(status: 401, body: problem("access.token-invalid"))
                    }
                    state.valid += 1
                    let token = "t\(state.valid)"
                    return json {
                        $0.member("access_token", token)
                        $0.member("refresh_token", token)
                    }
                }
                return TransportReply(status: request.token?.exposed == "t\(state.valid)" ? 200 : 401, body: Array("{}".utf8))
            }
        }
    }

    private func session(_ gate: Gate) -> StaffSession {
        StaffSession(Caller(gate, sleeper: NoSleep()), tenant: "demo", username: "admin", password: Secret("p"))
    }

    private func fifty(_ session: StaffSession) async throws(Fault) {
        _ = try await concurrently(Array(0..<50), limit: 50) { _ async throws(Fault) -> Int in
            _ = try await session.json("GET", "/v1/stock")
            return 0
        }
    }

    @Test func fiftyAtOnceLogInOnceAndRefreshOnce() async throws {
        let gate = Gate()
        let session = session(gate)
        try await fifty(session)
        #expect(gate.state.withLock { [$0.logins, $0.refreshes] } == [1, 0])
        gate.state.withLock { $0.valid += 1 }
        try await fifty(session)
        #expect(gate.state.withLock { [$0.logins, $0.refreshes] } == [1, 1])
    }

    @Test func withoutARefreshItLogsInAgain() async throws {
        let gate = Gate(refusesRefresh: true)
        let session = session(gate)
        try await fifty(session)
        gate.state.withLock { $0.valid += 1 }
        try await fifty(session)
        #expect(gate.state.withLock { [$0.logins, $0.refreshes] } == [2, 1])
    }

    @Test func cursorsSurviveTheQuery() {
        #expect("0193-a_b.c~".queryEncoded == "0193-a_b.c~")
        #expect("a+b/c=&é".queryEncoded == "a%2Bb%2Fc%3D%26%C3%A9")
    }
}
