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
        return parts.map { Entry(submissions: $0, incarnation: incarnation, actor: actor, streams: streams) }
    }
}

/// What became of an entry.
struct EntryReply: Sendable {
    var verdicts: [Verdict] = []
    /// The faults behind verdicts that are not `applied`, for REST to answer with.
    var faults: [OperationID: Fault] = [:]
    /// The entry as a whole could not be taken.
    var fault: Fault?

    fileprivate var repeatsWhatApplied: Bool { verdicts.contains { $0.status == .duplicate && $0.first == .applied } }

    /// Says of each verdict where what its operation wrote can be read, in the streams that its device follows.
    ///
    /// - Parameters:
    ///   - places: by the operations of this batch.
    ///   - standing: where streams stand, for what was written before it.
    fileprivate mutating func tell(_ places: [OperationID: [String: Int64]], _ standing: [String: Int64], of streams: [String]) {
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
    var entries: [EntryReply]
    /// The heads of the streams that were written.
    var heads: [String: Int64]
    var criticalStreams: Set<String>
    var applied: Int
}

/// One batch: load, decide, store, in one transaction of two or three flights.
struct Batch {
    let tenant: TenantContext
    let cache: CatalogCache
    let knownStreams: Set<String>
    let now: Instant
    let zones: any ZoneSource
    /// Milliseconds.
    let lockPatience: Int
    /// Run singly, the database has refused it: this is why, and it is its verdict.
    var refusal: Fault?

    func run(_ entries: [Entry], _ transaction: inout Transaction) throws(Fault) -> BatchReply {
        let world = World()
        for entry in entries {
            world.wantToWrite(AuditChainRow.self, Batch.chain(of: entry))
            if entry.incarnation != nil { world.wantToWrite(DeviceRow.self, ID(entry.actor.id)) }
        }
        footprints(entries, world)

        // Not by set_config, which a statement in a chain's name may not use (docs/adr/0015).
        transaction.queue(.generated("SET LOCAL lock_timeout = \(lockPatience)"))
        transaction.queue(Batch.catalogHead)
        let first = try transaction.flight()
        guard first.count == 2, first[1].count == 1 else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
        let head = try first[1][0].int64(0)
        cache.advance(to: head)
        // What is known of the ids is asked when the rows are locked: a push that is under way on another node is stored by then.
        var ids = Parameters()
        ids.ids(entries.flatMap { $0.submissions.map(\.id) })
        let found = try WorldLoader.load(world, &transaction, cache, head: head, then: (KnownOperations.statement, ids))
        let known = try found.map { result throws(Fault) in try KnownOperations.read(result) } ?? [:]
        footprints(entries, world)
        var rounds = 0
        while try WorldLoader.load(world, &transaction, cache, head: head) {
            rounds += 1
            guard rounds < 8 else { throw Fault(.broken, "internal.footprint", "An operation never stops asking for rows.") }
            footprints(entries, world)
        }

        var judge = Judge(batch: self, world: world, known: known)
        var replies = entries.map { judge.judge($0) }
        // Alone there is nobody to have made it stray: then it is a defect, and its verdict stands.
        if let fault = judge.strayed, entries.reduce(0, { $0 + $1.submissions.count }) > 1 { throw fault }
        _ = world.keep()
        try WorldStorer.queue(world, &transaction)
        // What was written before lies no later than where the streams stand now.
        let repeated = Set(zip(entries, replies).flatMap { $1.repeatsWhatApplied ? $0.streams : [] }).sorted()
        if !judge.changes.isEmpty { StreamLog.queue(judge.changes, at: now, known: knownStreams, &transaction) }
        if !repeated.isEmpty {
            var names = Parameters()
            names.texts(repeated)
            transaction.queue(StreamLog.standing, names)
        }
        var results = try transaction.commit()
        let standing = repeated.isEmpty ? [:] : try results.popLast().map { result throws(Fault) in try StreamLog.standing(result) } ?? [:]
        let moved = judge.changes.isEmpty ? [:] : try results.popLast().map { result throws(Fault) in try StreamLog.moved(result) } ?? [:]
        let places = StreamLog.positions(judge.changes, moved)
        for index in replies.indices { replies[index].tell(places, standing, of: entries[index].streams) }
        return BatchReply(
            entries: replies, heads: moved.mapValues(\.head),
            criticalStreams: Set(judge.changes.filter(\.change.isCritical).map(\.change.stream.description)),
            applied: judge.applied)
    }

    private static let catalogHead = Statement("SELECT coalesce((SELECT head FROM @.sync_stream WHERE name = 'catalog'), 0)")

    /// Devices have a chain each; what comes by REST hangs on its store's, or on the chain of stores'.
    static func chain(of entry: Entry) -> ID<AuditChain> {
        if entry.actor.kind == .device { return ID(entry.actor.id) }
        for submission in entry.submissions {
            if case .operation(let operation) = submission.matter, let store = operation.store { return ID(store) }
        }
        return ID.none
    }

    private func footprints(_ entries: [Entry], _ world: World) {
        for entry in entries {
            for submission in entry.submissions {
                if case .operation(let operation) = submission.matter { operation.footprint(world, moment(submission)) }
            }
        }
    }

    func moment(_ submission: Submission) -> Moment {
        Moment(
            tenant: tenant.id, operation: submission.id, actor: submission.actor, authority: submission.authority, now: now,
            occurredAt: submission.occurredAt, zones: zones)
    }
}
