import Logging
import Node
import Postgres
import RetailCore
import TestSupport
import Testing

/// A database as an operator should make it: an owner who is no superuser, and a log-in for nodes that owns nothing.
struct OwnedDatabase {
    /// libpq's connection strings.
    let superuser: String
    let owner: String
    let node: String
    let nodeName: String
    let ownerName: String

    init() async throws {
        superuser = TestServer.freshDatabase()
        let number = UInt32.random(in: 0 ... .max)
        (ownerName, nodeName) = ("owner_\(number)", "node_\(number)")
        (owner, node) = ("\(superuser) user=\(ownerName)", "\(superuser) user=\(nodeName)")
        try await asSuperuser(
            """
            CREATE ROLE \(ownerName) LOGIN CREATEROLE NOINHERIT;
            CREATE ROLE \(nodeName) LOGIN NOINHERIT;
            DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO \(ownerName)', current_database()); END $$;
            REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO \(ownerName), \(nodeName);
            """)
    }

    func asSuperuser(_ sql: String) async throws { try await run(sql, superuser) }

    /// What a session of that log-in may do by itself.
    func asNode(_ sql: String) async throws { try await run(sql, node) }

    private func run(_ sql: String, _ connection: String) async throws {
        let database = Database(
            DatabaseSettings(connection: Secret(connection), writers: 1, readers: 1), logger: .silent)
        database.start()
        do throws(Fault) { try await database.script(sql, in: .registry) } catch {
            await database.shutdown()
            throw error
        }
        await database.shutdown()
    }

    func start() async throws -> Node {
        let owner = owner
        return try await TestNode.start(node) { $0.owner = Secret(owner) }
    }
}
