import JSON
package import RetailCore
package import SyncProtocol

/// A till as the server sees it: it pushes its operations strictly in the order of their seq, and folds what it pulls.
///
/// Shared by the import and the chaos tests. What is sent is handed in; the till only knows how far the server has taken it,
/// so whoever uses it must be able to make any operation from `acknowledged + 1` on again.
package actor Till {
    package let identity: TillIdentity
    package private(set) var incarnation: Int64
    /// The seq of the last operation that has a verdict.
    package private(set) var acknowledged: Int64
    package private(set) var view = TillView()
    private let caller: Caller
    private var gaps = 0

    package init(_ identity: TillIdentity, caller: Caller, acknowledged: Int64 = 0, incarnation: Int64 = 1) {
        (self.identity, self.caller, self.acknowledged, self.incarnation) = (identity, caller, acknowledged, incarnation)
    }

    /// Sends operations that follow `acknowledged` without a gap, and says what became of them.
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

    /// Takes every change of the streams, from the cursors up to their heads. Returns how many there were.
    @discardableResult
    package func pull(_ streams: [String], limit: Int = 500) async throws(Fault) -> Int {
        var behind = streams
        var count = 0
        while !behind.isEmpty {
            let request = PullRequest(epoch: identity.epoch, cursors: view.cursors(of: behind), limit: limit)
            let body = try await caller.call(
                TransportRequest("POST", "/v1/sync/pull", token: identity.token, body: JSONWriter.bytes(of: request)))
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
            writer.member("pull", PullRequest(epoch: identity.epoch, cursors: view.cursors(of: streams), limit: limit))
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
        return OutgoingPush(incarnation: incarnation, epoch: identity.epoch, operations: operations)
    }

    /// Counts what has a verdict. A `retry` has none: from there on everything is sent again.
    private func accept(_ reply: PushReply, _ operations: [OutgoingOperation]) throws(Fault) -> PushOutcome {
        try checkEpoch(reply.epoch)
        guard reply.verdicts.map(\.id) == operations.map(\.id) else {
            throw Fault(.broken, "till.verdicts-differ", "The server answered other operations than it was sent.")
        }
        let judged = reply.verdicts.prefix { $0.status != .retry }
        acknowledged += Int64(judged.count)
        if !judged.isEmpty { gaps = 0 }
        return PushOutcome(verdicts: Array(judged), streams: reply.streams)
    }

    /// The server misses something before what it was sent (it was restored, say): back to where it stands.
    private func rewind(_ fault: Fault, before: Int64) throws(Fault) -> PushOutcome {
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

    private func fold(_ reply: PullReply, asked: [String]) throws(Fault) -> (count: Int, behind: [String]) {
        try checkEpoch(reply.epoch)
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
        guard epoch == identity.epoch else {
            throw Fault(.stale, "till.epoch-changed", "The server follows another history (\(epoch)) than this till (\(identity.epoch)).")
        }
    }
}

/// What became of a push: the verdicts of those that were judged, from the first sent on.
package struct PushOutcome: Sendable {
    package var verdicts: [Verdict]
    /// Where what was written can be read.
    package var streams: Cursors
}
