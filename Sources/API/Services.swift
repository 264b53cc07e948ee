package import Access
package import Door
import JSON
import Operations
package import Postgres
package import RetailCore
import Secrets
package import Sync
import SyncProtocol
package import Web

/// What endpoints are made of, and the few ways they use it.
package struct Services: Sendable {
    package let database: Database
    package let access: Access
    package let door: Door
    package let audit: AuditTrail
    package let verification: AuditVerification
    package let pulls: PullService
    package let snapshots: Snapshot
    package let metrics: MetricsRegistry
    package let clock: @Sendable () -> Instant

    package init(
        database: Database, access: Access, door: Door, audit: AuditTrail, verification: AuditVerification, pulls: PullService,
        snapshots: Snapshot,
        metrics: MetricsRegistry,
        clock: @escaping @Sendable () -> Instant
    ) {
        (self.database, self.access, self.door, self.audit) = (database, access, door, audit)
        self.verification = verification
        (self.pulls, self.snapshots, self.metrics, self.clock) = (pulls, snapshots, metrics, clock)
    }

    /// The database for questions over very many rows: few sessions, so that nobody else waits for them.
    var reporting: Database { database.share(for: .reports) }

    func session(_ call: Call) async throws(Fault) -> SessionContext { try await access.session(bearer: call.bearer) }

    /// Asked before a body is read. From the head: whether there is a token at all, and of a token's form.
    package var callerCheck: CallerCheck {
        let access = access
        return CallerCheck(
            atHead: { bearer in
                guard let bearer else { return Fault(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….") }
                let letters = bearer.exposed.utf8
                if letters.count == 47, letters.starts(with: "rt".utf8) { return nil }
                return Fault(.unauthenticated, "access.token-invalid", "The token is unknown, has expired or was revoked.")
            },
            beforeBody: { call async throws(Fault) in _ = try await access.session(bearer: call.bearer) })
    }

    /// A grant for a read.
    func grant<Need: Needing>(_ call: Call, _ need: Need.Type, in store: ID<Store>? = nil) async throws(Fault) -> Grant<Need> {
        let session = try await session(call)
        do { return try session.grant(for: need, in: store) } catch { throw counted(error, call, session) }
    }

    /// A grant for a read of what concerns the chain as a whole.
    func grant<Need: Needing>(_ call: Call, forWholeChain need: Need.Type) async throws(Fault) -> Grant<Need> {
        let session = try await session(call)
        do { return try session.grant(forWholeChain: need) } catch { throw counted(error, call, session) }
    }

    /// A read that was refused goes on record, a thousand of them as one.
    private func counted(_ fault: Fault, _ call: Call, _ session: SessionContext) -> Fault {
        let attempt = AuditAttempt(
            actor: session.actor.id, action: "\(call.method) \(call.path)", outcome: "refused", detail: fault.code, from: call.origin)
        audit.count(attempt, on: Services.chain(session), in: session.tenant)
        return fault
    }

    /// Runs an operation through the door, under the caller's Idempotency-Key.
    func run<Op: Operation>(_ operation: Op, _ call: Call) async throws(Fault) -> OperationAnswer {
        try await run(operation, call, as: try await session(call))
    }

    func run<Op: Operation>(_ operation: Op, _ call: Call, as session: SessionContext) async throws(Fault) -> OperationAnswer {
        var operation = operation
        if let store = session.actor.store { operation.settle(in: store) }
        let id: OperationID
        if let key = call.idempotencyKey {
            id = try IdempotencyKey.operation(key, of: session.actor.id, in: session.tenant.id)
        } else {
            var ids = IDSource(random: SecureRandom())
            id = ids.next(at: clock())
        }
        let grant: Grant<Op>
        do { grant = try session.grant(running: operation) } catch {
            audit.note(
                AuditAttempt(
                    actor: session.actor.id, action: Op.name, operation: id, outcome: "refused", detail: error.code,
                    from: call.origin),
                on: Services.chain(session), in: session.tenant)
            throw error
        }
        return try await door.run(
            Submission(operation, id: id, under: grant, origin: call.origin), in: session.tenant, store: operation.store)
    }

    /// Where attempts are written that change nothing: a device's own chain, or the caller's.
    static func chain(_ session: SessionContext) -> ID<AuditChain> { ID(session.actor.id) }

    /// An operation as an endpoint: what it takes is what it is.
    func post<Op: Operation>(
        _ path: String, tag: String, _ summary: String, _ type: Op.Type, prepare: @escaping @Sendable (inout Op) -> Void = { _ in }
    ) -> Endpoint {
        Endpoint(
            running: type, .post, path, tag: tag, summary, body: type, status: 201,
            reply: { (call, operation) async throws(Fault) -> Reply in
                var operation = operation
                prepare(&operation)
                return Services.reply(try await run(operation, call))
            })
    }

    /// An operation's answer with a member that is not kept with it: a secret, shown to whoever made it.
    static func reply(_ answer: OperationAnswer, showing name: StaticString, _ secret: Secret<String>) -> Reply {
        var writer = JSONWriter()
        writer.object { $0.member(name, secret.exposed) }
        let members = answer.result.dropLast() + (answer.result.count > 2 ? [0x2C] : []) + writer.bytes.dropFirst()
        return .json(bytes: Array(members), status: 201, headers: headers(answer))
    }

    static func reply(_ answer: OperationAnswer, status: Int = 201) -> Reply {
        .json(bytes: answer.result, status: status, headers: headers(answer))
    }

    /// Done, and there is nothing to say.
    static func done(_ answer: OperationAnswer) -> Reply { .empty(204, headers: headers(answer)) }

    private static func headers(_ answer: OperationAnswer) -> [(name: String, value: String)] {
        var headers = [(name: "Operation-Id", value: answer.verdict.id.description)]
        if answer.isReplay { headers.append((name: "Idempotency-Replayed", value: "true")) }
        return headers
    }

    /// `?limit=&after=` over a table's rows. Rows of a store's stream are those of the caller's own stores, or of the one that is asked for.
    func list<T: ShownTable, Need: Needing>(
        _ path: String, tag: String, _ summary: String, _ type: T.Type, _ need: Need.Type, query: [QueryParameter] = [],
        filters: @escaping @Sendable (Call, Grant<Need>) throws(Fault) -> [RowFilter] = { _, _ in [] }
    ) -> Endpoint {
        let owner = (type as? any StreamedTable.Type)?.owningStore
        let endpoint = Endpoint(
            .get, path, tag: tag, summary: summary, access: Need.needs.rawValue,
            query: [.int("limit", 1...1000, "Default 100."), .id("after", "The id before the page: what the page before gave as next.")]
                + (owner == nil ? [] : [.id("store_id", "Left out: all that one may see.")]) + query,
            answers: [.json(RowPage<T>.schema)],
            reply: { call async throws(Fault) -> Reply in
                let grant = try await grant(call, need, in: owner == nil ? nil : try call.query.id("store_id"))
                let stores = owner.flatMap { owner in grant.visibleStores.map { RowFilter.stores(owner, $0) } }
                let page = try await RowPage<T>.read(
                    database, grant.scope, after: try call.query.id("after"), limit: try call.query.int("limit", default: 100),
                    filters: [stores].compactMap(\.self) + (try filters(call, grant)))
                return .json(bytes: page.json)
            })
        return owner == nil ? endpoint : endpoint.reaching(EndpointScope.ownStores.words)
    }

    /// One row by its id, with its version as ETag.
    func one<T: ShownTable, Need: Needing>(
        _ path: String, tag: String, _ summary: String, _ type: T.Type, _ need: Need.Type, parameter: String, unknown: String,
        filters: @escaping @Sendable (Grant<Need>) -> [RowFilter] = { _ in [] }
    ) -> Endpoint {
        Endpoint(
            .get, path, tag: tag, summary: summary, access: Need.needs.rawValue, answers: [.json(T.itemSchema)], faults: [unknown],
            reply: { call async throws(Fault) -> Reply in
                let grant = try await grant(call, need)
                let page = try await RowPage<T>.read(
                    database, grant.scope, after: nil, limit: 1, filters: [.id("id", try call.id(parameter))] + filters(grant))
                guard let row = page.rows.first else { throw Fault(.missing, unknown, "There is no such \(T.table.entity).") }
                let etag = "\"\(row.rowVersion)\""
                if call.ifNoneMatch == etag { return .empty(304, etag: etag) }
                var writer = JSONWriter()
                writer.object { row.item(&$0) }
                return .json(bytes: writer.bytes, etag: etag)
            }
        ).heeding(.ifNoneMatch)
    }
}
