import JSON
package import RetailCore
package import SyncProtocol

/// A till as the server sees it: it pushes its operations strictly in the order of their seq, and folds what it pulls.
///
/// Shared by the import and the chaos tests. What is sent is handed in. The server may lose what it has acknowledged (it was put back to a
/// back-up, say); then `acknowledged` goes back, and operations from there on are sent again: the till keeps them until the server says that
/// they are durable, unless whoever uses it can make them again.
package actor Till {
    package let identity: TillIdentity
    /// The history it follows.
    package private(set) var epoch: ID<Epoch>
    package private(set) var incarnation: Int64
    /// The seq of the last operation that has a verdict.
    package private(set) var acknowledged: Int64
    package private(set) var view = TillView()
    private let caller: Caller
    private let keeps: Bool
    private var kept: [Int64: OutgoingOperation] = [:]
    private var gaps = 0

    /// - Parameter keeps: whether it keeps what the server might lose; else whoever uses it does.
    package init(_ identity: TillIdentity, caller: Caller, acknowledged: Int64 = 0, incarnation: Int64 = 1, keeps: Bool = true) {
        (self.identity, self.caller, self.acknowledged, self.incarnation) = (identity, caller, acknowledged, incarnation)
        (self.keeps, epoch) = (keeps, identity.epoch)
    }

    /// What was acknowledged once and is to be sent again, in order.
    package var owed: [OutgoingOperation] { kept.values.filter { $0.seq > acknowledged }.sorted { $0.seq < $1.seq } }

    /// How many operations it keeps.
    package var keptCount: Int { kept.count }

    /// Sends operations that follow `acknowledged` without a gap, and says what became of them.
    ///
    /// Where the server's history is another, or it lacks something before them, nothing of them is judged, and `acknowledged` has gone back.
    ///
    /// - Throws: `till.out-of-order` where they don't follow, `till.verdicts-differ`, `till.sequence-gap`, `till.epoch-changed`, or the server's problem.
    package func push(_ operations: [OutgoingOperation]) async throws(Fault) -> PushOutcome {
        let push = try outgoing(operations)
        let before = acknowledged
        let body: [UInt8]
        do {
            body = try await caller.call(TransportRequest("POST", "/v1/sync/push", token: identity.token, body: push.bytes))
        } catch { return try rewind(error, before: before) }
        return try accept(try PushReply.read(try JSONDocument(body).root), operations)
    }

    /// Sends again what the server has lost.
    package func pushOwed() async throws(Fault) {
        while !owed.isEmpty { _ = try await push(Array(owed.prefix(PushRequest.maximumOperations))) }
    }

    /// Takes every change of the streams, from the cursors up to their heads. Returns how many there were.
    @discardableResult
    package func pull(_ streams: [String], limit: Int = 500) async throws(Fault) -> Int {
        var behind = streams
        var count = 0
        while !behind.isEmpty {
            let request = PullRequest(epoch: epoch, cursors: view.cursors(of: behind), limit: limit)
            let body: [UInt8]
            do {
                body = try await caller.call(
                    TransportRequest("POST", "/v1/sync/pull", token: identity.token, body: JSONWriter.bytes(of: request)))
            } catch {
                guard let fork = try Till.fork(in: error) else { throw error }
                adopt(fork)
                // Streams that were read to their end may have to be read anew.
                behind = streams
                continue
            }
            let (taken, left) = try fold(try PullReply.read(try JSONDocument(body).root), asked: behind)
            (count, behind) = (count + taken, left)
        }
        return count
    }

    /// The thirty-second tick: pushes (what there is) and pulls one page in one round trip.
    package func tick(_ operations: [OutgoingOperation], _ streams: [String], limit: Int = 500) async throws(Fault) -> PushOutcome? {
        let push = operations.isEmpty ? nil : try outgoing(operations)
        let before = acknowledged
        var writer = JSONWriter()
        writer.object { writer in
            if let push { writer.memberObject("push") { push.members(&$0) } }
            writer.member("pull", PullRequest(epoch: epoch, cursors: view.cursors(of: streams), limit: limit))
        }
        let body: [UInt8]
        do {
            body = try await caller.call(TransportRequest("POST", "/v1/sync", token: identity.token, body: writer.bytes))
        } catch { return try rewind(error, before: before) }
        let reply = try TickReply.read(try JSONDocument(body).root)
        _ = try fold(reply.pull, asked: streams)
        guard !operations.isEmpty else { return nil }
        guard let pushed = reply.push else { throw .reply(lacks: "push") }
        return try accept(pushed, operations)
    }

    /// A change that came over the live socket before its turn.
    package func receive(_ change: Live.Change) throws(Fault) {
        try view.fold(early: change)
    }

    private func outgoing(_ operations: [OutgoingOperation]) throws(Fault) -> OutgoingPush {
        for (index, operation) in operations.enumerated() where operation.seq != acknowledged + 1 + Int64(index) {
            throw Fault(.broken, "till.out-of-order", "Operation \(operation.seq) does not follow \(acknowledged + Int64(index)).")
        }
        return OutgoingPush(incarnation: incarnation, epoch: epoch, operations: operations)
    }

    /// Counts what has a verdict. A `retry` has none: from there on everything is sent again.
    private func accept(_ reply: PushReply, _ operations: [OutgoingOperation]) throws(Fault) -> PushOutcome {
        try checkEpoch(reply.epoch)
        guard reply.verdicts.map(\.id) == operations.map(\.id) else {
            throw Fault(.broken, "till.verdicts-differ", "The server answered other operations than it was sent.")
        }
        let judged = reply.verdicts.prefix { $0.status != .retry }
        acknowledged += Int64(judged.count)
        if keeps { for operation in operations.prefix(judged.count) { kept[operation.seq] = operation } }
        if !judged.isEmpty { gaps = 0 }
        return PushOutcome(verdicts: Array(judged), streams: reply.streams)
    }

    /// The server misses something before what it was sent (it was restored, say): back to where it stands.
    private func rewind(_ fault: Fault, before: Int64) throws(Fault) -> PushOutcome {
        if let fork = try Till.fork(in: fault) {
            adopt(fork)
            return PushOutcome(verdicts: [], streams: Cursors())
        }
        guard fault.code == "sync.sequence-gap", let current = fault.currentJSON,
            let expected = try JSONDocument(current).root["expected_seq"]?.anyInt64
        else { throw fault }
        gaps += 1
        guard (1...before).contains(expected), gaps <= 3 else {
            throw Fault(
                .conflict, "till.sequence-gap",
                "The server expects operation \(expected) of device \(identity.device), which has sent \(before).")
        }
        acknowledged = expected - 1
        return PushOutcome(verdicts: [], streams: Cursors())
    }

    private static func fork(in fault: Fault) throws(Fault) -> Fork? {
        guard fault.code == "sync.other-epoch", let current = fault.currentJSON else { return nil }
        return try Fork.read(try JSONDocument(current).root)
    }

    /// Goes over to the server's history.
    private func adopt(_ fork: Fork) {
        epoch = fork.epoch
        view.fork(at: fork.forkedAt)
        let expected = incarnation > fork.incarnation ? 1 : fork.expectedSeq
        acknowledged = min(acknowledged, expected - 1)
    }

    private func fold(_ reply: PullReply, asked: [String]) throws(Fault) -> (count: Int, behind: [String]) {
        if let fork = reply.fork { adopt(fork) }
        try checkEpoch(reply.epoch)
        if let durable = reply.durable, durable.incarnation == incarnation {
            kept = kept.filter { $0.key > durable.seq }
        }
        var count = 0
        var behind: [String] = []
        for page in reply.pages {
            guard asked.contains(page.stream) else {
                throw Fault(.broken, "till.strange-stream", "The server sent the stream \(page.stream), which the till did not ask for.")
            }
            let before = view.cursor(page.stream)
            try view.fold(page)
            count += page.changes.count
            guard page.next < page.head else { continue }
            guard view.cursor(page.stream) > before else {
                throw Fault(
                    .broken, "till.standstill", "The stream \(page.stream) has more at \(before.value), but the server sent none of it.")
            }
            behind.append(page.stream)
        }
        return (count, behind)
    }

    private func checkEpoch(_ epoch: ID<Epoch>) throws(Fault) {
        guard epoch == self.epoch else {
            throw Fault(.stale, "till.epoch-changed", "The server follows another history (\(epoch)) than this till (\(self.epoch)).")
        }
    }
}

/// What became of a push: the verdicts of those that were judged, from the first sent on.
package struct PushOutcome: Sendable {
    package var verdicts: [Verdict]
    /// Where what was written can be read.
    package var streams: Cursors
}
