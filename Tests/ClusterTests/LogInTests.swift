import Foundation
import RetailCore
import Testing

@testable import Cluster

/// Who may come into the embedded database, and what they may do there.
@Suite(.timeLimit(.minutes(3))) struct LogInTests {
    @Test func neitherLogInIsASuperuserAndTheNodeOwnsNothing() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let logins = try await postgres.start()
        #expect(try shop.ask(logins.owner, Self.attributes) == "retail|f|t|f|f|t")
        #expect(try shop.ask(logins.node, Self.attributes) == "retail_node|f|f|f|f|f")
        #expect(try shop.ask(logins.owner, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'retail'") == "retail")
        #expect(try shop.ask(logins.backup, Self.attributes) == "retail_backup|f|f|f|f|f")
        #expect(try shop.ask(logins.backup + " replication=true", "IDENTIFY_SYSTEM").contains("|1|"))
        for login in [logins.node, logins.owner] {
            #expect(throws: Shop.Refused.self) { try shop.ask(login + " replication=true", "IDENTIFY_SYSTEM") }
        }
        // The owner makes chains: schemas, and roles that it may hand on.
        _ = try shop.ask(
            logins.owner, "CREATE SCHEMA t_x; CREATE TABLE t_x.apple (n int); CREATE ROLE t_x_1 NOLOGIN; GRANT t_x_1 TO retail_node")
        _ = try shop.ask(logins.owner, "GRANT USAGE ON SCHEMA t_x TO t_x_1; GRANT SELECT ON t_x.apple TO t_x_1")
        for sql in [
            "CREATE SCHEMA mine", "CREATE TABLE public.mine (n int)", "CREATE TEMP TABLE mine (n int)", "CREATE ROLE mine",
            "SELECT n FROM t_x.apple", "DROP TABLE t_x.apple", "SET ROLE retail", "SET ROLE postgres",
            "SELECT pg_read_file('/etc/hostname')",
            "COPY (SELECT 1) TO PROGRAM 'true'", "SET ROLE pg_read_all_data", "ALTER SYSTEM SET jit = on",
        ] {
            for login in [logins.node, logins.backup] { #expect(throws: Shop.Refused.self, "\(sql)") { try shop.ask(login, sql) } }
        }
        #expect(try shop.ask(logins.node, "SELECT set_config('role', 't_x_1', false); SELECT count(*) FROM t_x.apple") == "t_x_1\n0")
        await postgres.stop()
    }

    /// One statement is all that an injection gets: the extended protocol takes no second. Within it `set_config` would be the way back.
    @Test func aStatementInAChainsNameCannotLetGoOfTheRole() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let logins = try await postgres.start()
        _ = try shop.ask(logins.owner, "CREATE ROLE t_x_1 NOLOGIN; CREATE ROLE t_y_1 NOLOGIN; GRANT t_x_1, t_y_1 TO retail_node")
        _ = try shop.ask(logins.owner, "CREATE TABLE secret (n int); GRANT SELECT ON secret TO t_y_1")
        for sql in [
            "SELECT set_config('role', 't_y_1', true)", "SELECT set_config('role', 'none', true)",
            "SELECT query_to_xml('SELECT n FROM secret WHERE set_config(''role'', ''t_y_1'', true) <> '''' ', true, true, '')",
            "SELECT query_to_xml('RESET ROLE', true, true, '')", "UPDATE pg_settings SET setting = 'none' WHERE name = 'role'",
        ] {
            let refused = #expect(throws: Shop.Refused.self, "\(sql)") { try shop.ask(logins.node, "SET ROLE t_x_1; " + sql) }
            #expect(refused?.words.contains("ERROR") == true, "\(refused?.words ?? "")")
        }
        await postgres.stop()
    }

    @Test func nobodyElseComesInThroughTheSocket() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let logins = try await postgres.start()
        for connection in [
            logins.node.replacing("dbname=retail", with: "dbname=postgres"),
            logins.owner.replacing("dbname=retail", with: "dbname=template1"),
            logins.owner.replacing(/passfile=.*/, with: "passfile=/dev/null"),
        ] {
            #expect(throws: Shop.Refused.self, "\(connection)") { try shop.ask(connection, "SELECT 1") }
        }
        // The superuser is whoever runs the database, and says so by being it.
        let superuser = logins.owner.replacing("user=retail ", with: "user=postgres ")
        let server = try Server.prepare(dataFolder: shop.folder, supervisor: Supervisor(dataFolder: shop.folder, progress: shop.say))
        if server.account.toSwitchTo == nil {
            #expect(try shop.ask(superuser, "SHOW is_superuser") == "on")
        } else {
            #expect(throws: Shop.Refused.self) { try shop.ask(superuser, "SHOW is_superuser") }
            #expect(try shop.ask(superuser, "SHOW is_superuser", account: server.account) == "on")
        }
        await postgres.stop()
    }

    /// A data folder as it was made before: the one log-in `retail` was the cluster's superuser and owned everything.
    @Test func aFolderWhoseLogInWasASuperuserIsBroughtUpToDate() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        try await shop.makeOldLayout()
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let logins = try await postgres.start()
        #expect(try shop.ask(logins.owner, Self.attributes) == "retail|f|t|f|f|t")
        #expect(try shop.ask(logins.node, Self.attributes) == "retail_node|f|f|f|f|f")
        #expect(try shop.ask(logins.owner, "SELECT rolname FROM pg_roles WHERE oid = 10") == "postgres")
        #expect(try shop.ask(logins.owner, "SELECT n FROM t_demo.apple") == "7")
        _ = try shop.ask(logins.owner, "ALTER TABLE t_demo.apple ADD COLUMN m int; INSERT INTO retail.tenant VALUES ('x')")
        _ = try shop.ask(logins.owner, "GRANT t_demo TO retail_node")
        #expect(try shop.ask(logins.node, "SET ROLE t_demo; SELECT n FROM t_demo.apple") == "7")
        #expect(throws: Shop.Refused.self) { try shop.ask(logins.node, "SELECT * FROM t_demo.apple") }
        await postgres.stop()
        #expect(try await postgres.start() == logins)
        await postgres.stop()
        #expect(shop.lines.filter { $0.contains("log-ins") }.count == 1)
    }

    private static let attributes =
        "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolinherit FROM pg_roles WHERE rolname = session_user"
}
