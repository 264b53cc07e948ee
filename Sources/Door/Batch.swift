import Access
import JSON
import Operations
import Postgres
import RetailCore
import SyncProtocol

/// What waits in a lane: the operations of one request, to be judged in order.
struct Entry: Sendable {
    let submissions: [Submission]
    /// For a push: the device's incarnation, whose sequence must go on without a gap.
    let incarnation: Int64?
    let actor: Actor
    /// For a push: the device's own, where it can read what was written.
    var streams: [String] = []
    /// For a push: the history that the device follows, if it says so.
    var epoch: ID<Epoch>?

    /// What can be judged by itself: an operation, or the neighbours of one group.
    var parts: [Entry] {
        var parts: [[Submission]] = []
        for submission in submissions {
            if let group = submission.group, let last = parts.indices.last, parts[last][0].group == group {
                parts[last].append(submission)
            } else {
                parts.append([submission])
            }
        }
        return parts.map { Entry(submissions: $0, incarnation: incarnation, actor: actor, streams: streams, epoch: epoch) }
    }
}

/// What became of an entry.
struct EntryReply: Sendable {
    var verdicts: [Verdict] = []
    /// The faults behind verdicts that are not `applied`, for REST to answer with.
    var faults: [OperationID: Fault] = [:]
    /// The entry as a whole could not be taken.
    var fault: Fault?
    /// The history that it was judged in.
    var epoch = ID<Epoch>.none

    fileprivate var repeatsWhatApplied: Bool { verdicts.contains { $0.status == .duplicate && $0.first == .applied } }

    /// Says of each verdict where what its operation wrote can be read, in the streams that its device follows.
    ///
    /// - Parameters:
    ///   - places: by the operations of this batch.
    ///   - standing: where streams stand, for what was written before it.
    mutating func tell(_ places: [OperationID: [String: Int64]], _ standing: [String: Int64], of streams: [String]) {
        guard !streams.isEmpty else { return }
        for index in verdicts.indices {
            let verdict = verdicts[index]
            guard verdict.status == .applied || verdict.first == .applied else { continue }
            let known = places[verdict.id] ?? (verdict.status == .duplicate ? standing : [:])
            verdicts[index].streams = Cursors(known.filter { streams.contains($0.key) }.mapValues { Position($0) })
        }
    }
}

/// A batch that was carried out.
struct BatchReply: Sendable {
    var epoch: ID<Epoch>
    var entries: [EntryReply]
    /// The heads of the streams that were written.
    var heads: [String: Int64]
    var criticalStreams: Set<String>
    var applied: Int
    /// Round trips to the database.
    var flights: Int
}

/// One batch: load, decide, store, in one transaction of three flights, or one more where rows depend on others.
struct Batch {
    let tenant: TenantContext
    let memory: ChainMemory
    /// Chains of the trail that may not be there yet.
    let freshChains: [ID<AuditChain>]
    let zones: any ZoneSource
    /// Milliseconds.
    let lockPatience: Int
    /// Run singly, the database has refused it: this is why, and it is its verdict.
    var refusal: Fault?
    /// The history that the chain follows, and the database's clock: known once the batch is on its way.
    private(set) var epoch = ID<Epoch>.none
    var now = Instant(microseconds: 0)
    /// It was begun before, and found more to lock than it knew of: it looks at all that footprints depend on first.
    var isThorough = false
    /// What this attempt will have done, once its COMMIT was sent.
    let draft = Draft()

    init(
        tenant: TenantContext, memory: ChainMemory, freshChains: [ID<AuditChain>], zones: any ZoneSource, lockPatience: Int, refusal: Fault?
    ) {
        (self.tenant, self.memory, self.freshChains, self.zones) = (tenant, memory, freshChains, zones)
        (self.lockPatience, self.refusal) = (lockPatience, refusal)
    }

    /// - Parameter lost: of an attempt before, whose COMMIT may have taken effect.
    /// - Throws: `otherHistory`: the server is not the one that the chain's epoch was begun on; nothing is written to it. `moreToLock`.
    mutating func run(_ entries: [Entry], after lost: LostReply? = nil, _ transaction: inout Transaction) throws(Fault) -> BatchReply {
        let world = World()
        let chains = entries.map { Batch.chain(of: $0) }
        for (entry, chain) in zip(entries, chains) {
            world.wantToWrite(AuditChainRow.self, chain)
            if entry.incarnation != nil { world.wantToWrite(DeviceRow.self, ID(entry.actor.id)) }
        }
        let mark = try start(&transaction)
        memory.catalog.advance(to: mark)
        let isUnsettled = try explore(entries, world, &transaction, at: mark)
        if !freshChains.isEmpty {
            AuditChainRow.queueMaking(freshChains, &transaction)
            _ = try transaction.flight()
        }
        let known = try lockRows(entries, world, &transaction, at: mark)
        if let lost, let reply = try lost.landed(world.row(AuditChainRow.self, lost.chain), in: epoch, &transaction) { return reply }
        if isUnsettled { try complete(entries, world, &transaction, at: mark) }

        var judge = Judge(batch: self, world: world, known: known)
        var replies = entries.map { judge.judge($0) }
        for index in replies.indices { replies[index].epoch = epoch }
        // Alone there is nobody to have made it stray: then it is a defect, and its verdict stands.
        if let fault = judge.strayed, entries.reduce(0, { $0 + $1.submissions.count }) > 1 { throw fault }
        _ = world.keep()
        try WorldStorer.queue(world, &transaction)
        // What was written before lies no later than where the streams stand now.
        let repeated = Set(zip(entries, replies).flatMap { $1.repeatsWhatApplied ? $0.streams : [] }).sorted()
        if !judge.changes.isEmpty { StreamLog.queue(judge.changes, at: now, known: memory.streams(in: epoch), &transaction) }
        if !repeated.isEmpty {
            var names = Parameters()
            names.texts(repeated)
            transaction.queue(StreamLog.standing, names)
        }
        draft.keep(replies, of: zip(entries, chains).map { ($0.streams, $1) }, world)
        var results = try transaction.commit()
        let standing = repeated.isEmpty ? [:] : try results.popLast().map { result throws(Fault) in try StreamLog.standing(result) } ?? [:]
        let moved = judge.changes.isEmpty ? [:] : try results.popLast().map { result throws(Fault) in try StreamLog.moved(result) } ?? [:]
        let places = StreamLog.positions(judge.changes, moved)
        for index in replies.indices { replies[index].tell(places, standing, of: entries[index].streams) }
        return BatchReply(
            epoch: epoch, entries: replies, heads: moved.mapValues(\.head),
            criticalStreams: Set(judge.changes.filter(\.change.isCritical).map(\.change.stream.description)),
            applied: judge.applied, flights: transaction.flights)
    }

    /// Where the catalogue stands in which history, before anything is locked, and from here on the patience of this batch.
    private mutating func start(_ transaction: inout Transaction) throws(Fault) -> CatalogMark {
        // Not by `set_config`, which a chain's role may not use (docs/adr/0015); there are few different ones.
        transaction.queue(Statement.generated("SET LOCAL lock_timeout = \(lockPatience)"))
        let result = try transaction.run(Batch.chain)
        guard result.count == 1 else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
        let row = result[0]
        (epoch, now) = (try row.id(0), try row.instant(3))
        guard ChainEpochs.stands(try row.text(1), streams: try row.int64(2), on: transaction.server) else { throw Batch.otherHistory }
        return CatalogMark(epoch: epoch, head: try row.int64IfAny(4) ?? 0)
    }

    static let otherHistory = Fault(
        .unavailable, "database.other-history", "The database is not the one it was; send it again.", retryAfterSeconds: 1)
    private static let chain = Statement(
        """
        SELECT c.epoch, c.history, '@.sync_stream'::regclass::oid::bigint, now(), s.head
        FROM @.chain c LEFT JOIN @.sync_stream s ON s.name = 'catalog'
        """)

    /// Devices have a chain each; what comes by REST hangs on its store's, or on the chain of stores'.
    static func chain(of entry: Entry) -> ID<AuditChain> {
        if entry.actor.kind == .device { return ID(entry.actor.id) }
        for submission in entry.submissions {
            if case .operation(let operation) = submission.matter, let store = operation.store { return ID(store) }
        }
        return ID.none
    }

    func footprints(_ entries: [Entry], _ world: World) {
        world.forgetMisses()
        for entry in entries {
            for submission in entry.submissions {
                if case .operation(let operation) = submission.matter { operation.footprint(world, moment(submission)) }
            }
        }
    }

    func moment(_ submission: Submission) -> Moment {
        Moment(
            tenant: tenant.id, operation: submission.id, actor: submission.actor, authority: submission.authority, now: now,
            occurredAt: submission.occurredAt ?? now, zones: zones)
    }
}
