package import Access
package import Door
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
    private let epochs: ChainEpochs
    private let audit: AuditTrail
    private let watch: DeviceWatch
    private let bulk: Turnstile

    /// - Parameter bulk: for pages of more than a few changes.
    package init(database: Database, heads: HeadReader, epochs: ChainEpochs, audit: AuditTrail, watch: DeviceWatch, bulk: Turnstile) {
        (self.database, self.heads, self.epochs, self.audit, self.watch, self.bulk) = (database, heads, epochs, audit, watch, bulk)
    }

    /// The streams of a device's scope, and no other.
    package static func scope(of session: SessionContext) throws(Fault) -> [StreamName] {
        guard session.actor.kind == .device, let store = session.actor.store else {
            throw Fault(.forbidden, "sync.devices-only", "Only an enrolled device follows streams.")
        }
        return StreamName.scope(of: ID(session.actor.id), in: store)
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

    /// - Throws: `sync.out-of-scope` (403), `sync.other-epoch` (409), `sync.position-lost` (410).
    package func pull(_ request: PullRequest, _ grant: Grant<FollowStreams>, origin: Origin) async throws(Fault) -> PullReply {
        let tenant = grant.tenant
        let scope = try PullService.scope(of: grant.session)
        let cursors: Cursors
        do { cursors = try PullService.own(request.cursors, of: scope) } catch {
            note(grant, "refused", error.code, origin)
            throw error
        }
        let (known, fork) = try await history(of: request.epoch, cursors, scope, grant, origin)
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
        if !behind.isEmpty { pages += try await read(behind, limit: request.limit, known.epoch, tenant) }
        note(grant, "answered", pages.isEmpty ? nil : pages.map { "\($0.stream)@\($0.next.value)" }.joined(separator: " "), origin)
        // What it is given now it has: should the answer be lost, its next pull says so.
        var reached = cursors.positions
        for page in pages { reached[page.stream] = page.next }
        watch.saw(ID(grant.actor.id), in: tenant, cursors: Cursors(reached))
        return PullReply(
            epoch: known.epoch, fork: fork, durable: watch.durable(ID(grant.actor.id)), pages: pages,
            nextPullMilliseconds: Int64.random(in: 24_000...36_000))
    }

    /// Where the device's streams stand, and what it has to be told if it comes from another history.
    ///
    /// - Throws: `sync.other-epoch` where it has seen what the server lacks.
    private func history(
        of epoch: ID<Epoch>?, _ cursors: Cursors, _ scope: [StreamName], _ grant: Grant<FollowStreams>, _ origin: Origin
    ) async throws(Fault) -> (StreamHeads, Fork?) {
        let tenant = grant.tenant
        let names = cursors.positions.keys.sorted()
        var known = try await heads.heads(names, in: tenant)
        guard let epoch else { return (known, nil) }
        if epoch == known.epoch, cursors.positions.contains(where: { $0.value.value > known[$0.key]?.head ?? 0 }) {
            try await epochs.doubt(epoch, tenant.id, tenant.scope)
            known = try await heads.heads(names, in: tenant)
        }
        guard epoch != known.epoch else { return (known, nil) }
        let fork = try await Forks.read(database, tenant, since: epoch, scope, ID(grant.actor.id))
        guard fork.epoch == known.epoch, fork.covers(cursors) else {
            note(grant, "refused", "sync.other-epoch", origin)
            throw Forks.fault(fork)
        }
        return (known, fork)
    }

    private func note(_ grant: Grant<FollowStreams>, _ outcome: String, _ detail: String?, _ origin: Origin) {
        // An empty tick says nothing that the next one doesn't: without its request id alike ones share a row.
        let attempt = AuditAttempt(
            actor: grant.actor.id, action: "pull", outcome: outcome, detail: detail,
            from: detail == nil ? Origin(requestID: "", address: origin.address) : origin)
        audit.note(attempt, on: ID(grant.actor.id), in: grant.tenant)
    }

    /// One snapshot of all streams; nothing of one operation is ever split, for it is one row.
    private func read(
        _ behind: [(name: String, head: StreamHead, cursor: Int64)], limit: Int, _ epoch: ID<Epoch>, _ tenant: TenantContext
    ) async throws(Fault) -> [PullPage] {
        let reader = ChangeReader(
            epoch: epoch, streams: behind.map { .init(id: $0.head.id, cursor: $0.cursor, head: $0.head.head) }, limit: limit)
        let changes =
            reader.isSmall
            ? try await reader.read(database, tenant.scope)
            : try await bulk.pass { () async throws(Fault) in try await reader.read(database, tenant.scope) }
        // There is something to read, unless the heads were another history's.
        guard !changes.isEmpty else {
            throw Fault(.unavailable, "sync.busy", "The server's history has just changed; pull again.", retryAfterSeconds: 1)
        }
        var pages: [PullPage] = []
        for (name, head, cursor) in behind {
            let entries = changes[head.id] ?? []
            var next = cursor
            for entry in entries {
                // Dense by construction; a hole would mean a lost change, and must never pass for a page.
                guard entry.position.value == next + 1 else {
                    throw Fault(
                        .broken, "internal.gap", "The stream could not be read.",
                        diagnosis: "\(name) has \(entry.position.value) after \(next)")
                }
                next = entry.position.value
            }
            pages.append(PullPage(stream: name, head: Position(max(head.head, next)), next: Position(next), changes: entries))
        }
        return pages
    }
}
