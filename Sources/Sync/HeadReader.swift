package import Access
package import Postgres
package import RetailCore
package import SyncProtocol
import Synchronization

/// Where a stream stands.
package struct StreamHead: Sendable {
    package var id: Int32
    package var head: Int64
    package var floor: Int64
}

/// Where a chain's streams stand, and in which history.
package struct StreamHeads: Sendable {
    package var epoch: ID<Epoch>
    private var heads: [String: StreamHead]

    init(epoch: ID<Epoch>, _ heads: [String: StreamHead]) { (self.epoch, self.heads) = (epoch, heads) }

    /// Nil where nobody has written to the stream yet.
    package subscript(name: String) -> StreamHead? { heads[name] }

    package var positions: Cursors { Cursors(heads.mapValues { Position($0.head) }) }

    func part(_ names: [String]) -> StreamHeads {
        StreamHeads(epoch: epoch, Dictionary(names.compactMap { name in heads[name].map { (name, $0) } }) { first, _ in first })
    }
}

/// Reads streams' heads for whoever asks at the same time, in one query: a chain's thousand tills tick for the price of a few.
package final class HeadReader: Sendable {
    private struct Waiting {
        var names: [String]
        var answer: @Sendable (Result<StreamHeads, Fault>) -> Void
    }

    private struct State {
        var waiting: [ID<Tenant>: [Waiting]] = [:]
        var running: Set<ID<Tenant>> = []
    }

    static let namesPerQuery = 2000
    private let database: Database
    private let state = Mutex(State())

    package init(_ database: Database) {
        self.database = database
    }

    /// The heads as the database has them now, of these streams and no other, and the epoch; streams that nobody wrote to yet are missing.
    package func heads(_ names: [String], in tenant: TenantContext) async throws(Fault) -> StreamHeads {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<StreamHeads, Fault>, Never>) in
            let starts = state.withLock { state in
                state.waiting[tenant.id, default: []].append(Waiting(names: names, answer: { continuation.resume(returning: $0) }))
                return state.running.insert(tenant.id).inserted
            }
            if starts { Task { await drain(tenant) } }
        }
        return try result.get()
    }

    private func drain(_ tenant: TenantContext) async {
        while true {
            let waiting = state.withLock { state -> [Waiting] in
                let all = state.waiting[tenant.id] ?? []
                let taken = Array(all.prefix(HeadReader.namesPerQuery / 4))
                state.waiting[tenant.id] = all.count > taken.count ? Array(all.dropFirst(taken.count)) : nil
                if taken.isEmpty { state.running.remove(tenant.id) }
                return taken
            }
            if waiting.isEmpty { return }
            let result: Result<StreamHeads, Fault>
            do throws(Fault) {
                let names = Set(waiting.flatMap(\.names))
                let rows = try await database.read(ReadHeads(names: names.sorted()), in: tenant.scope)
                guard let epoch = rows.first?.epoch else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
                let heads = rows.compactMap { row in row.head.map { (row.name, $0) } }
                result = .success(StreamHeads(epoch: epoch, Dictionary(heads) { first, _ in first }))
            } catch { result = .failure(error) }
            // They share the question, not the answer: to each what he asked for.
            for one in waiting { one.answer(result.map { $0.part(one.names) }) }
        }
    }
}

struct ReadHeads: Query {
    static let statement = Statement(
        """
        SELECT c.epoch, s.name, s.id, s.head, s.floor FROM @.chain c LEFT JOIN @.sync_stream s ON s.name = ANY($1::text[])
        """)
    let names: [String]

    func bind(_ parameters: inout Parameters) { parameters.texts(names) }

    static func decode(_ row: borrowing Row) throws(Fault) -> (epoch: ID<Epoch>, name: String, head: StreamHead?) {
        let epoch: ID<Epoch> = try row.id(0)
        guard let name = try row.textIfAny(1) else { return (epoch, "", nil) }
        return (epoch, name, StreamHead(id: try row.int32(2), head: try row.int64(3), floor: try row.int64(4)))
    }
}
