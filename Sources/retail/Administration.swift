import API
import Access
import ArgumentParser
import Door
import JSON
import Node
import Operations
import Postgres
import RetailCore
import Secrets
import SyncProtocol

/// Acts of administration on a chain: through the one door like everybody's, in the name of the command line, and known to running nodes
/// at once.
struct Administration {
    let database: Database
    let access: Access
    let tenant: TenantContext
    private let door: Door

    static func of(_ chain: ChosenChain, _ body: (Administration) async throws -> Void) async throws {
        try await withDatabase(chain.place) { database, _ in
            let access = Access(database: database, passwords: .init(), logger: chain.place.logger, clock: systemClock)
            let door = Door(
                database: database, epochs: access.epochs, types: Features.operationTypes, zones: SystemZones(), logger: chain.place.logger)
            let tenant = try await access.directory.tenant(slug: chain.slug)
            do {
                try await body(Administration(database: database, access: access, tenant: tenant, door: door))
            } catch {
                await access.passwords.shutdown()
                throw error
            }
            await access.passwords.shutdown()
        }
    }

    @discardableResult
    func run<Op: Operation>(_ operation: Op) async throws(Fault) -> OperationAnswer {
        var ids = IDSource(random: SecureRandom())
        let submission = Submission(
            operation, id: ids.next(at: systemClock()), under: try PlatformGrant.system(tenant).grant(running: operation),
            origin: Origin(requestID: "command line", address: ""))
        return try await door.run(submission, in: tenant, store: operation.store)
    }

    /// All rows, page by page.
    func each<T: ShownTable>(_ type: T.Type, _ filters: [RowFilter] = [], _ body: (T) -> Void) async throws(Fault) {
        var after: ID<Never>?
        repeat {
            let page = try await RowPage<T>.read(database, tenant.scope, after: after, limit: 1000, filters: filters)
            for row in page.rows { body(row) }
            after = try JSONDocument(page.json).root["next"].flatMap { value throws(Fault) in
                value.kind == .null ? nil : try ID<Never>.read(value, .none)
            }
        } while after != nil
    }

    /// The one row that a name means.
    func one<T: ShownTable>(_ type: T.Type, _ column: String, _ name: String) async throws(Fault) -> T {
        guard let row = try await RowPage<T>.read(database, tenant.scope, after: nil, limit: 1, filters: [.text(column, name)]).rows.first
        else { throw Fault(.missing, "\(T.table.entity).unknown", "The chain \(tenant.slug) has no \(T.table.entity) “\(name)”.") }
        return row
    }
}

/// Which chain is meant.
struct ChosenChain: ParsableArguments {
    @OptionGroup var place: Place
    @Argument(help: "The chain's short name.") var slug: String
}

/// Words in columns, or a dash.
func columns(_ words: String?...) -> String { words.map { $0.flatMap { $0.isEmpty ? nil : $0 } ?? "-" }.joined(separator: "\t") }
