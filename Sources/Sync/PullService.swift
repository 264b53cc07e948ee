package import Access
package import Door
import JSON
package import Operations
package import Postgres
package import RetailCore
package import SyncProtocol

/// Who may follow streams.
package enum FollowStreams: Needing { package static let needs = Permission.sync }

/// Gives devices what is new in the streams of their scope.
package final class PullService: Sendable {
    private let database: Database
    package let heads: HeadReader
    private let audit: AuditTrail
    private let watch: DeviceWatch

    package init(database: Database, heads: HeadReader, audit: AuditTrail, watch: DeviceWatch) {
        (self.database, self.heads, self.audit, self.watch) = (database, heads, audit, watch)
    }

    /// The streams of a device's scope, and no other.
    package static func scope(of session: SessionContext) throws(Fault) -> [StreamName] {
        guard session.actor.kind == .device, let store = session.actor.store else {
            throw Fault(.forbidden, "sync.devices-only", "Only an enrolled device follows streams.")
        }
        return [.catalog, .store(store), .customers(home: store), .device(ID(session.actor.id))]
    }

    /// A device's cursors, by the streams' names as they are written here: ids may come in any case. What a device says of its cursors is
    /// kept and read again: nothing gets in that is no stream of its own.
    ///
    /// - Throws: `sync.out-of-scope` (403); `request.invalid` (400) for a stream that stands there twice.
    package static func own(_ cursors: Cursors, of scope: [StreamName]) throws(Fault) -> Cursors {
        var own: [String: Position] = [:]
        for (name, position) in cursors.positions {
            guard let stream = StreamName(name), scope.contains(stream) else {
                throw Fault(
                    .forbidden, "sync.out-of-scope", "The stream \(String(name.unicodeScalars.prefix(80))) is not in this device's scope.")
            }
            guard own.updateValue(position, forKey: stream.description) == nil else {
                throw Fault.field("cursors.\(stream)", "repeated-field", "The stream stands here twice.")
            }
        }
        return Cursors(own)
    }

    static let pageBytes = 4 << 20

    /// - Throws: `sync.out-of-scope` (403), `sync.other-epoch` (409), `sync.position-lost` (410).
    package func pull(_ request: PullRequest, _ grant: Grant<FollowStreams>, origin: Origin) async throws(Fault) -> PullReply {
        let tenant = grant.tenant
        let scope = try PullService.scope(of: grant.session)
        let cursors: Cursors
        do { cursors = try PullService.own(request.cursors, of: scope) } catch {
            note(grant, "refused", error.code, origin)
            throw error
        }
        if let epoch = request.epoch, epoch != tenant.epoch {
            note(grant, "refused", "sync.other-epoch", origin)
            throw try await otherEpoch(tenant, scope.map(\.description))
        }
        let known = try await heads.heads(cursors.positions.keys.sorted(), in: tenant)
        var pages: [PullPage] = []
        var behind: [(name: String, head: StreamHead, cursor: Int64)] = []
        for (name, cursor) in cursors.positions.sorted(by: { $0.key < $1.key }) {
            let head = known[name] ?? StreamHead(id: 0, head: 0, floor: 0)
            if cursor.value > head.head {
                note(grant, "refused", "sync.position-lost", origin)
                throw Fault(
                    .gone, "sync.position-lost",
                    "The device is at \(cursor.value) of \(name), which the server does not have: its end is \(head.head). Fetch a snapshot."
                )
            }
            if cursor.value < head.floor {
                pages.append(PullPage(stream: name, head: Position(head.head), next: cursor, needsSnapshot: true, changes: []))
            } else if cursor.value < head.head {
                behind.append((name, head, cursor.value))
            }
        }
        if !behind.isEmpty { pages += try await read(behind, limit: request.limit, tenant) }
        note(grant, "answered", pages.isEmpty ? nil : pages.map { "\($0.stream)@\($0.next.value)" }.joined(separator: " "), origin)
        // What it is given now it has: should the answer be lost, its next pull says so.
        var reached = cursors.positions
        for page in pages { reached[page.stream] = page.next }
        watch.saw(ID(grant.actor.id), in: tenant, cursors: Cursors(reached))
        return PullReply(epoch: tenant.epoch, pages: pages, nextPullMilliseconds: Int64.random(in: 24_000...36_000))
    }

    private func note(_ grant: Grant<FollowStreams>, _ outcome: String, _ detail: String?, _ origin: Origin) {
        // An empty tick says nothing that the next one doesn't: without its request id alike ones share a row.
        let attempt = AuditAttempt(
            actor: grant.actor.id, action: "pull", outcome: outcome, detail: detail,
            from: detail == nil ? Origin(requestID: "", address: origin.address) : origin)
        audit.note(attempt, on: ID(grant.actor.id), in: grant.tenant)
    }

    /// One statement, so one snapshot of all streams; nothing of one operation is ever split, for it is one row.
    private func read(_ behind: [(name: String, head: StreamHead, cursor: Int64)], limit: Int, _ tenant: TenantContext) async throws(Fault)
        -> [PullPage]
    {
        let query = ReadChanges(streams: behind.map(\.head.id), cursors: behind.map(\.cursor), limit: Int64(limit))
        let rows = try await database.read(query, in: tenant.scope)
        var pages: [PullPage] = []
        var left = limit
        var bytes = 0
        var byStream: [Int32: [ChangeEntry]] = [:]
        for row in rows { byStream[row.stream, default: []].append(row.entry) }
        for (name, head, cursor) in behind {
            var changes: [ChangeEntry] = []
            var next = cursor
            for entry in byStream[head.id] ?? [] {
                guard left > 0, bytes < PullService.pageBytes else { break }
                // Dense by construction; a hole would mean a lost change, and must never pass for a page.
                guard entry.position.value == next + 1 else {
                    throw Fault(
                        .broken, "internal.gap", "The stream could not be read.",
                        diagnosis: "\(name) has \(entry.position.value) after \(next)")
                }
                next = entry.position.value
                changes.append(entry)
                left -= 1
                bytes += entry.entities.bytes.count
            }
            pages.append(PullPage(stream: name, head: Position(max(head.head, next)), next: Position(next), changes: changes))
        }
        return pages
    }

    private func otherEpoch(_ tenant: TenantContext, _ names: [String]) async throws(Fault) -> Fault {
        let known = try await heads.heads(names, in: tenant)
        var writer = JSONWriter()
        writer.object {
            $0.member("epoch", tenant.epoch)
            $0.member("heads", Cursors(known.mapValues { Position($0.head) }))
        }
        return Fault(
            .conflict, "sync.other-epoch",
            "The server follows another history than the device. Adopt its epoch; what lies above the heads must be fetched anew.",
            currentJSON: writer.bytes)
    }
}

struct ReadChanges: Query {
    static let statement = Statement(
        """
        SELECT u.stream, c.position, c.op_id, c.at, c.critical, c.payload FROM unnest($1::int[], $2::bigint[]) AS u(stream, cursor)
        CROSS JOIN LATERAL (
            SELECT * FROM @.sync_change c WHERE c.stream = u.stream AND c.position > u.cursor ORDER BY c.position LIMIT $3
        ) c
        ORDER BY u.stream, c.position
        """)
    let streams: [Int32]
    let cursors: [Int64]
    let limit: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.int32s(streams)
        parameters.int64s(cursors)
        parameters.int64(limit)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> (stream: Int32, entry: ChangeEntry) {
        (
            try row.int32(0),
            ChangeEntry(
                position: Position(try row.int64(1)), operation: try row.id(2), at: try row.instant(3), isCritical: try row.bool(4),
                entities: EncodedJSON(Array(try row.text(5).utf8)))
        )
    }
}
