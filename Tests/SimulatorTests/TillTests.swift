import JSON
import RetailCore
import SyncProtocol
import Synchronization
import Testing

@testable import Simulator

/// Answers from a list, one after another, and keeps what it was sent.
private final class Scripted: Transport {
    private let replies: Mutex<[Result<TransportReply, Fault>]>
    private let sent = Mutex<[TransportRequest]>([])
    var requests: [TransportRequest] { sent.withLock { $0 } }

    init(_ replies: [Result<TransportReply, Fault>]) {
        self.replies = Mutex(replies)
    }

    func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
        sent.withLock { $0.append(request) }
        let next = replies.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next else { throw Fault(.broken, "test.no-more-replies", "") }
        return try next.get()
    }
}

@Suite struct TillTests {
    private let identity = TillIdentity(
        device: ID(high: 1, low: 2), token: Secret("token"), epoch: ID(high: 7, low: 7), streams: ["store:x"])

    private func operations(_ seqs: ClosedRange<Int64>) -> [OutgoingOperation] {
        seqs.map {
            OutgoingOperation(
                id: OperationID(high: 8, low: UInt64($0)), seq: $0, type: "sale.complete/1", occurredAt: Instant(microseconds: 1_000_000),
                body: Array("{}".utf8))
        }
    }

    private func reply(_ statuses: [(Int64, VerdictStatus)]) -> Result<TransportReply, Fault> {
        let verdicts = statuses.map { Verdict(id: OperationID(high: 8, low: UInt64($0.0)), status: $0.1) }
        return .success(
            TransportReply(
                status: 200, body: JSONWriter.bytes(of: PushReply(epoch: identity.epoch, verdicts: verdicts, streams: Cursors()))))
    }

    private func till(_ transport: Scripted, acknowledged: Int64 = 0, sleeper: NoSleep = NoSleep()) -> Till {
        Till(identity, caller: Caller(transport, sleeper: sleeper), acknowledged: acknowledged)
    }

    @Test func whatItSendsTheServersReaderTakes() throws {
        let push = OutgoingPush(incarnation: 2, epoch: identity.epoch, operations: operations(4...5))
        let read = try PushRequest.read(try JSONDocument(push.bytes).root)
        #expect(read.incarnation == 2)
        #expect(read.epoch == identity.epoch)
        #expect(read.operations.map(\.seq) == [4, 5])
        #expect(read.operations.map(\.occurredAt.description) == ["1970-01-01T00:00:01Z", "1970-01-01T00:00:01Z"])
    }

    @Test func countsToTheFirstRetry() async throws {
        let till = till(Scripted([reply([(1, .applied), (2, .rejected), (3, .retry), (4, .applied)])]))
        let outcome = try await till.push(operations(1...4))
        #expect(outcome.verdicts.map(\.status) == [.applied, .rejected])
        #expect(await till.acknowledged == 2)
    }

    @Test func sendsTheSameBytesUntilItIsAnswered() async throws {
        let lost = Result<TransportReply, Fault>.failure(.connectionLost(""))
        let busy = Result<TransportReply, Fault>.success(TransportReply(status: 429, retryAfterSeconds: 7, body: []))
        let (transport, sleeper) = (Scripted([lost, busy, reply([(1, .duplicate)])]), NoSleep())
        let till = till(transport, sleeper: sleeper)
        _ = try await till.push(operations(1...1))
        #expect(transport.requests.count == 3)
        #expect(Set(transport.requests.map(\.body)).count == 1)
        #expect(sleeper.delays.last.map { $0 >= 7000 } == true)
        #expect(await till.acknowledged == 1)
    }

    @Test func goesBackToWhatTheServerExpects() async throws {
        let gap = Result<TransportReply, Fault>.success(
            TransportReply(status: 409, body: problem("sync.sequence-gap", current: #"{"expected_seq":"3"}"#)))
        let till = till(Scripted([gap, reply([(3, .applied)])]), acknowledged: 9)
        let outcome = try await till.push(operations(10...10))
        #expect(outcome.verdicts.isEmpty)
        #expect(await till.acknowledged == 2)
        _ = try await till.push(operations(3...3))
        #expect(await till.acknowledged == 3)
    }

    @Test func aServerAheadOfItIsAnError() async throws {
        let gap = Result<TransportReply, Fault>.success(
            TransportReply(status: 409, body: problem("sync.sequence-gap", current: #"{"expected_seq":30}"#)))
        let till = till(Scripted([gap]), acknowledged: 9)
        let fault = await #expect(throws: Fault.self) { try await till.push(operations(10...10)) }
        #expect(fault?.code == "till.sequence-gap")
    }

    @Test func sendsNothingOutOfOrder() async {
        let till = till(Scripted([]))
        let fault = await #expect(throws: Fault.self) { try await till.push(operations(2...3)) }
        #expect(fault?.code == "till.out-of-order")
    }

    @Test func answersToOtherOperationsAreAnError() async {
        let till = till(Scripted([reply([(2, .applied)])]))
        let fault = await #expect(throws: Fault.self) { try await till.push(operations(1...1)) }
        #expect(fault?.code == "till.verdicts-differ")
        #expect(await till.acknowledged == 0)
    }

    @Test func anotherHistoryIsAnError() async {
        let body = JSONWriter.bytes(of: PullReply(epoch: ID(high: 1, low: 1), pages: [], nextPullMilliseconds: 1))
        let till = till(Scripted([.success(TransportReply(status: 200, body: body))]))
        let fault = await #expect(throws: Fault.self) { try await till.pull(["store:x"]) }
        #expect(fault?.code == "till.epoch-changed")
    }

    @Test func pullsPageAfterPageToTheHead() async throws {
        func page(_ position: Int64, head: Int64) -> Result<TransportReply, Fault> {
            let entry = ChangeEntry(
                position: Position(position), operation: OperationID(high: 1, low: 1), at: Instant(microseconds: 0), isCritical: false,
                entities: EncodedJSON(Array("[]".utf8)))
            let page = PullPage(stream: "store:x", head: Position(head), next: Position(position), changes: [entry])
            return .success(
                TransportReply(
                    status: 200, body: JSONWriter.bytes(of: PullReply(epoch: identity.epoch, pages: [page], nextPullMilliseconds: 30_000))))
        }
        let transport = Scripted([page(1, head: 2), page(2, head: 3), page(3, head: 3)])
        let till = till(transport)
        #expect(try await till.pull(["store:x"]) == 3)
        #expect(await till.view.cursor("store:x") == Position(3))
        let cursors = try transport.requests.map {
            try PullRequest.read(try JSONDocument($0.body).root).cursors.positions["store:x"]?.value
        }
        #expect(cursors == [0, 1, 2])
    }

    @Test func aTickPushesAndPulls() async throws {
        let pushed = PushReply(
            epoch: identity.epoch, verdicts: [Verdict(id: OperationID(high: 8, low: 1), status: .applied)], streams: Cursors())
        let tick = TickReply(push: pushed, pull: PullReply(epoch: identity.epoch, pages: [], nextPullMilliseconds: 30_000))
        let transport = Scripted([.success(TransportReply(status: 200, body: JSONWriter.bytes(of: tick)))])
        let till = till(transport)
        let outcome = try await till.tick(operations(1...1), ["store:x"])
        #expect(outcome?.verdicts.count == 1)
        #expect(await till.acknowledged == 1)
        let sent = try TickRequest.read(try JSONDocument(try #require(transport.requests.first?.body)).root)
        #expect(sent.push?.operations.map(\.seq) == [1])
        #expect(sent.pull.cursors.positions == ["store:x": .start])
    }
}
