package import Access
import JSON
package import Logging
package import Operations
package import Postgres
package import RetailCore
package import SyncProtocol
import Synchronization

/// The one door for writes: every change of state, by REST or by push, goes through here (ARCHITECTURE.md, "The one door").
package final class Door: Sendable {
    package static let batchLimit = 200

    let database: Database
    package let types: OperationTypes
    private let zones: any ZoneSource
    let logger: Logger
    private let lanesPerTenant: UInt64
    private let state = Mutex(State())
    private let chains = KnownChains()
    private let epochs: ChainEpochs
    private let listeners = Mutex<[@Sendable (TenantContext, ID<Epoch>, [String: Int64], Set<String>) -> Void]>([])

    private struct State {
        var lanes: [LaneKey: WriteLane] = [:]
        var memories: [ID<Tenant>: ChainMemory] = [:]
        var statistics = DoorStatistics()
    }

    private struct LaneKey: Hashable {
        var tenant: ID<Tenant>
        var lane: UInt64
    }

    package init(
        database: Database, epochs: ChainEpochs, types: OperationTypes, zones: any ZoneSource, lanesPerTenant: Int = 4, logger: Logger
    ) {
        (self.database, self.epochs, self.types, self.zones, self.logger) = (database, epochs, types, zones, logger)
        self.lanesPerTenant = UInt64(max(1, lanesPerTenant))
    }

    /// Called after each commit with the heads of the streams that moved, in which history: the live side hangs on here.
    package func onCommit(
        _ body: @escaping @Sendable (TenantContext, ID<Epoch>, _ heads: [String: Int64], _ critical: Set<String>) -> Void
    ) {
        listeners.withLock { $0.append(body) }
    }

    package var statistics: DoorStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.queued = state.lanes.values.reduce(0) { $0 + $1.depth }
            statistics.setAside = state.lanes.values.reduce(0) { $0 + $1.setAsideCount }
            return statistics
        }
    }

    /// Runs one operation and answers with its result, or throws what refused it.
    ///
    /// The same id again gives the stored answer. A refusal that was stored comes back as it was.
    package func run(_ submission: Submission, in tenant: TenantContext, store: ID<Store>?) async throws(Fault) -> OperationAnswer {
        let (reply, heads) = try await submit(Entry(submissions: [submission], incarnation: nil, actor: submission.actor), tenant, store)
        if let fault = reply.fault { throw fault }
        guard let verdict = reply.verdicts.first else { throw Fault(.broken, "internal.verdict", "The operation was not judged.") }
        switch verdict.first ?? verdict.status {
        case .applied: return OperationAnswer(verdict: verdict, heads: heads)
        case .retry: throw Fault(.unavailable, verdict.code ?? "operation.retry", verdict.detail ?? "Nothing was decided; send it again.")
        default:
            if let fault = reply.faults[verdict.id] { throw fault }
            let kind = verdict.httpStatus.flatMap { Fault.Kind(status: $0) } ?? .unprocessable
            throw Fault(
                kind, verdict.code ?? "operation.refused", verdict.detail ?? "The operation was refused.",
                currentJSON: verdict.current?.bytes)
        }
    }

    /// Judges a device's operations in order.
    ///
    /// - Throws: `sync.sequence-gap`, `sync.sequence-reused`, `sync.superseded` (409), `sync.busy` (503).
    package func push(_ request: PushRequest, from session: SessionContext, origin: Origin) async throws(Fault) -> PushReply {
        let tenant = session.tenant
        guard session.actor.kind == .device, let store = session.actor.store else {
            throw Fault(.forbidden, "sync.devices-only", "Only an enrolled device can push.")
        }
        let scope = StreamName.scope(of: ID(session.actor.id), in: store)
        guard !request.operations.isEmpty else {
            let fork = try await Forks.read(database, tenant, since: request.epoch ?? .none, scope, ID(session.actor.id))
            if let epoch = request.epoch, epoch != fork.epoch { throw Forks.fault(fork) }
            return PushReply(epoch: fork.epoch, verdicts: [], streams: Cursors())
        }
        let groups = PushedGroup.groups(of: request.operations)
        let submissions = request.operations.map {
            Submission($0, of: $0.group.flatMap { groups[$0] }, from: session, types: types, origin: origin)
        }
        let entry = Entry(
            submissions: submissions, incarnation: request.incarnation, actor: session.actor, streams: scope.map(\.description),
            epoch: request.epoch)
        let (reply, _) = try await submit(entry, tenant, store)
        if let fault = reply.fault {
            guard let epoch = request.epoch, fault == Judge.otherEpoch else { throw fault }
            throw Forks.fault(try await Forks.read(database, tenant, since: epoch, scope, ID(session.actor.id)))
        }
        var streams: [String: Position] = [:]
        for verdict in reply.verdicts { streams.merge(verdict.streams.positions) { max($0, $1) } }
        return PushReply(epoch: reply.epoch, verdicts: reply.verdicts, streams: Cursors(streams))
    }

    private func submit(_ entry: Entry, _ tenant: TenantContext, _ store: ID<Store>?) async throws(Fault) -> (EntryReply, [String: Int64]) {
        let key = LaneKey(tenant: tenant.id, lane: store.map { ($0.low ^ $0.high &* 0x9E37_79B9_7F4A_7C15) >> 17 % lanesPerTenant } ?? 0)
        let lane = state.withLock { state in
            if let lane = state.lanes[key] { return lane }
            let lane = WriteLane(tenant)
            state.lanes[key] = lane
            return lane
        }
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<(EntryReply, [String: Int64]), Fault>, Never>) in
            switch lane.add(.init(entry: entry, answer: { continuation.resume(returning: $0) })) {
            case .queued: break
            case .startsRunner: Task { await drain(lane) }
            case .full:
                continuation.resume(
                    returning: .failure(
                        Fault(.unavailable, "sync.busy", "Too many writes are waiting; send it again shortly.", retryAfterSeconds: 1)))
            }
        }
        return try result.get()
    }

    func countFailedBatch() { state.withLock { $0.statistics.failed += 1 } }

    /// - Parameters:
    ///   - lockPatience: how many milliseconds it waits for rows that others hold.
    ///   - lost: what attempts before this one may have done, without anybody having heard; what this one may have, where it fails.
    /// - Throws: what the database says; `database.lock-timeout` (503) where the patience was over.
    func attempt(
        _ entries: [Entry], _ tenant: TenantContext, lockPatience: Int = WriteLane.lockPatience.usual, refusal: Fault? = nil,
        _ lost: inout [LostReply]
    ) async throws(Fault) -> BatchReply {
        let memory = memory(tenant)
        let fresh = chains.new(among: entries.map { Batch.chain(of: $0) }, in: tenant.id)
        let batch = Batch(
            tenant: tenant, memory: memory, freshChains: fresh, zones: zones, lockPatience: lockPatience, refusal: refusal)
        let before = lost.first
        let reply: BatchReply
        do throws(Fault) {
            reply = try await settled(batch, entries, after: before)
        } catch {
            if !batch.draft.replies.isEmpty { lost = batch.draft.replies }
            throw error
        }
        chains.add(fresh, in: tenant.id)
        memory.remember(streams: reply.heads.keys, in: reply.epoch)
        state.withLock { state in
            state.statistics.batches += 1
            state.statistics.flights += reply.flights
            state.statistics.operations += entries.reduce(0) { $0 + $1.submissions.count }
            state.statistics.applied += reply.applied
        }
        if let head = reply.heads[StreamName.catalog.description] {
            memory.catalog.advance(to: CatalogMark(epoch: reply.epoch, head: head))
        }
        if !reply.heads.isEmpty {
            for body in listeners.withLock({ $0 }) { body(tenant, reply.epoch, reply.heads, reply.criticalStreams) }
        }
        return reply
    }

    /// Runs a batch; before the first write to another server it is settled where its history forks.
    private func settled(_ batch: Batch, _ entries: [Entry], after lost: LostReply?) async throws(Fault) -> BatchReply {
        do {
            return try await begun(batch, entries, after: lost)
        } catch {
            guard error == Batch.otherHistory else { throw error }
            try await epochs.settle(batch.tenant.id, batch.tenant.scope)
            return try await begun(batch, entries, after: lost)
        }
    }

    /// In a transaction of its own; in another one where it found more to lock than it knew of.
    private func begun(_ batch: Batch, _ entries: [Entry], after lost: LostReply?) async throws(Fault) -> BatchReply {
        var batch = batch
        for _ in 1..<Batch.beginnings {
            do {
                return try await transaction(batch, entries, after: lost)
            } catch {
                guard error == Batch.moreToLock else { throw error }
                batch.isThorough = true
                state.withLock { $0.statistics.begunAgain += 1 }
            }
        }
        return try await transaction(batch, entries, after: lost)
    }

    private func transaction(_ batch: Batch, _ entries: [Entry], after lost: LostReply?) async throws(Fault) -> BatchReply {
        try await database.transaction(.write, in: batch.tenant.scope) { transaction throws(Fault) in
            var batch = batch
            return try batch.run(entries, after: lost, &transaction)
        }
    }

    /// There was no session in time: the next in the same lane would wait as long for as little.
    static func isAway(_ fault: Fault) -> Bool {
        ["database.unreachable", "database.busy", "database.closed", "database.full"].contains(fault.code)
    }

    static let unknown = "database.commit-unknown"

    /// An entry by itself: again while the trouble may pass, then operation by operation, groups undivided.
    ///
    /// - Parameters:
    ///   - before: what became of it so far. Where nobody knows, and the database is away, nobody is told that nothing was written.
    ///   - lost: what it may have done already, without anybody having heard.
    func singly(
        _ entry: Entry, _ tenant: TenantContext, after before: Fault? = nil, _ lost: LostReply? = nil
    ) async -> Result<(EntryReply, [String: Int64]), Fault> {
        var unknown = before?.code == Door.unknown ? before : nil
        var lost = lost.map { [$0] } ?? []
        var trouble = Fault(.unavailable, "sync.busy", "The operation could not be carried out now; send it again.")
        for round in 0..<6 {
            do throws(Fault) {
                let reply = try await attempt([entry], tenant, &lost)
                guard let first = reply.entries.first else { break }
                return .success((first, reply.heads))
            } catch {
                trouble = error
                if error.code == Door.unknown { unknown = error }
                if error.kind == .broken || ConstraintFaults.means(error) || Door.isAway(error) { break }
                // The database is away or busy, or another node made the same row first: a moment, longer each time.
                try? await Task.sleep(for: .milliseconds(Int.random(in: 5...(20 << round))))
            }
        }
        // A row that another node keeps making first is no reason to refuse a sale for good.
        if trouble.code == "database.unique", !ConstraintFaults.means(trouble) {
            return .failure(
                Fault(.unavailable, "sync.busy", "Others write the same rows; send it again shortly.", diagnosis: trouble.diagnosis))
        }
        guard trouble.kind != .unavailable else { return .failure(unknown ?? trouble) }
        let parts = entry.parts
        guard parts.count > 1 else {
            // The database itself has the last word: a name is taken, a rule is broken. That is the operation's verdict.
            let refusal = ConstraintFaults.refusal(for: trouble)
            do throws(Fault) {
                let reply = try await attempt([entry], tenant, refusal: refusal, &lost)
                if refusal.kind == .broken {
                    logger.error(
                        "operation \(entry.submissions[0].id) (\(entry.submissions[0].type)): \(trouble.diagnosis ?? trouble.code)")
                }
                guard let first = reply.entries.first else { return .failure(trouble) }
                return .success((first, reply.heads))
            } catch { return .failure(error) }
        }
        var joined = EntryReply()
        var heads: [String: Int64] = [:]
        for part in parts {
            switch await singly(part, tenant) {
            case .failure(let fault): return .failure(fault)
            case .success(let (reply, moved)):
                if let fault = reply.fault { return .failure(fault) }
                joined.verdicts += reply.verdicts
                joined.epoch = reply.epoch
                joined.faults.merge(reply.faults) { first, _ in first }
                heads.merge(moved) { max($0, $1) }
            }
        }
        return .success((joined, heads))
    }

    private func memory(_ tenant: TenantContext) -> ChainMemory {
        state.withLock { state in
            if let memory = state.memories[tenant.id] { return memory }
            // A thousand chains on one node: each keeps what it needs, and what is idle makes room.
            if state.memories.count >= 1000 { state.memories.removeAll() }
            let memory = ChainMemory()
            state.memories[tenant.id] = memory
            return memory
        }
    }
}

/// An operation's answer by REST.
package struct OperationAnswer: Sendable {
    package let verdict: Verdict
    package let heads: [String: Int64]
    package var result: [UInt8] { verdict.result?.bytes ?? Array("{}".utf8) }
    package var isReplay: Bool { verdict.status == .duplicate }
}

package struct DoorStatistics: Sendable {
    package var batches = 0
    package var operations = 0
    package var applied = 0
    /// Batches that let go of their rows because others had changed which they need.
    package var begunAgain = 0
    /// Round trips to the database of batches that were committed.
    package var flights = 0
    /// Entries that met rows which somebody else held.
    package var setAside = 0
    /// Batches that the database refused or that were cut off, whose entries were then run one by one.
    package var failed = 0
    package var queued = 0
}
