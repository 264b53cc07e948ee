package import Cluster
import Glibc
package import RetailCore

/// The database server that the tests of this process share: the one that RETAIL_TEST_DATABASE names, or one of their own.
package enum TestServer {
    /// A database of this run, as libpq's connection string of a superuser.
    package static let connection = freshDatabase()

    package static func freshDatabase() -> String { freshDatabase(on: server) }

    fileprivate static func freshDatabase(on server: String) -> String {
        let name = "retail_test_\(getpid())_\(UInt32.random(in: 0 ... .max))"
        must { () throws(Fault) in
            _ = try Psql.ask(server.contains("dbname") ? server : server + " dbname=postgres", "CREATE DATABASE \(name)")
        }
        return "\(server) dbname=\(name)"
    }

    private static let server: String = {
        if let given = getenv("RETAIL_TEST_DATABASE") { return String(cString: given) }
        return must { () throws(Fault) in
            let server = try ScratchPostgres("tests")
            try server.start()
            return server.connection
        }
    }()

    /// Without a database no test has anything to say: the process ends with why.
    private static func must<Value>(_ body: () throws(Fault) -> Value) -> Value {
        do throws(Fault) { return try body() } catch {
            fatalError("\(error.code): \(error.detail) \(error.diagnosis ?? "")")
        }
    }
}

/// Servers of a test's own, to be killed, frozen and put back.
extension ScratchPostgres {
    package convenience init(_ name: String) throws(Fault) { try self.init(folder: ScratchPostgres.place(name)) }

    package convenience init(_ name: String, standbyOf primary: ScratchPostgres) throws(Fault) {
        try self.init(folder: ScratchPostgres.place(name), standbyOf: primary)
    }

    /// In /tmp whatever TMPDIR says: the path of a socket must be short.
    package static func place(_ name: String) -> String { "\(TestFolder.given ?? "/tmp")/retail-\(name)-\(getpid())" }

    package func freshDatabase() -> String { TestServer.freshDatabase(on: connection) }
}
