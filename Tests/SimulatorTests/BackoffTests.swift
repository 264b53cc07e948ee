import RetailCore
import Testing

@testable import Simulator

@Suite struct BackoffTests {
    @Test func growsToItsCapAndIsSpreadOverAllOfIt() {
        let backoff = Backoff(firstMilliseconds: 100, capMilliseconds: 1000)
        var random = SeededRandom(seed: 5)
        for (attempt, ceiling) in [(0, 100), (1, 200), (3, 800), (4, 1000), (60, 1000)] as [(Int, Int64)] {
            let delays = (0..<500).map { _ in backoff.delay(attempt: attempt, retryAfterSeconds: nil, using: &random) }
            #expect(delays.allSatisfy { (0...ceiling).contains($0) })
            #expect((delays.min() ?? ceiling) < ceiling / 10)
            #expect((delays.max() ?? 0) > ceiling * 9 / 10)
        }
    }

    @Test func isNeverShorterThanTheServerAsked() {
        var random = SeededRandom(seed: 5)
        for attempt in 0..<50 { #expect(Backoff().delay(attempt: attempt, retryAfterSeconds: 4, using: &random) >= 4000) }
    }

    @Test func patienceEnds() async {
        struct Down: Transport {
            func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
                throw Fault(.unavailable, "transport.refused", "Nobody there.")
            }
        }
        let sleeper = NoSleep()
        let caller = Caller(Down(), sleeper: sleeper, backoff: Backoff(patienceMilliseconds: 60_000))
        let fault = await #expect(throws: Fault.self) { try await caller.call(TransportRequest("GET", "/")) }
        #expect(fault?.code == "transport.refused")
        #expect(sleeper.delays.reduce(0, +) <= 60_000)
        #expect(sleeper.delays.count > 10)
    }

    @Test func aRefusalIsNotRepeated() async {
        struct No: Transport {
            func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
                TransportReply(
                    status: 422,
                    body: Array(
                        #"{"code":"sale.no-price","detail":"No price.","errors":[{"field":"lines[0]","code":"x","message":"Here."}]}"#.utf8)
                )
            }
        }
        let sleeper = NoSleep()
        let fault = await #expect(throws: Fault.self) { try await Caller(No(), sleeper: sleeper).call(TransportRequest("GET", "/")) }
        #expect(fault?.kind == .unprocessable)
        #expect(fault?.code == "sale.no-price")
        #expect(fault?.detail == "No price. lines[0]: Here.")
        #expect(sleeper.delays.isEmpty)
    }
}
