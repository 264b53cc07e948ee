package import Access
package import Postgres
package import RetailCore
import Synchronization

/// Where a stream stands.
package struct StreamHead: Sendable {
    package var id: Int32
    package var head: Int64
    package var floor: Int64
}

/// Reads streams' heads for whoever asks at the same time, in one query: a chain's thousand tills tick for the price of a few.
package final class HeadReader: Sendable {
    private struct Waiting {
        var names: [String]
        var answer: @Sendable (Result<[String: StreamHead], Fault>) -> Void
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

    /// The heads as the database has them now, of these streams and no other; streams that nobody wrote to yet are missing.
    package func heads(_ names: [String], in tenant: TenantContext) async throws(Fault) -> [String: StreamHead] {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<[String: StreamHead], Fault>, Never>) in
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
            let result: Result<[String: StreamHead], Fault>
            do throws(Fault) {
                let names = Set(waiting.flatMap(\.names))
                let rows = try await database.read(ReadHeads(names: names.sorted()), in: tenant.scope)
                result = .success(Dictionary(rows.map { ($0.name, $0.head) }) { first, _ in first })
            } catch { result = .failure(error) }
            // They share the question, not the answer: to each what he asked for.
            for one in waiting { one.answer(result.map { HeadReader.part(of: $0, one.names) }) }
        }
    }

    private static func part(of all: [String: StreamHead], _ names: [String]) -> [String: StreamHead] {
        Dictionary(names.compactMap { name in all[name].map { (name, $0) } }) { first, _ in first }
    }
}

struct ReadHeads: Query {
    static let statement = Statement("SELECT name, id, head, floor FROM @.sync_stream WHERE name = ANY($1::text[])")
    let names: [String]

    func bind(_ parameters: inout Parameters) { parameters.texts(names) }

    static func decode(_ row: borrowing Row) throws(Fault) -> (name: String, head: StreamHead) {
        (try row.text(0), StreamHead(id: try row.int32(1), head: try row.int64(2), floor: try row.int64(3)))
    }
}
