import ArgumentParser
import Cluster
import Glibc
import Logging
import RetailCore

/// Where things are: the database, the data folder, the SQL files, the log.
struct Place: ParsableArguments {
    @Option(
        name: .customLong("database"),
        help: "PostgreSQL connection string; DATABASE_URL in the environment. Several hosts are tried in turn.") var database: String?
    @Option(
        name: .customLong("admin-database"),
        help:
            "Connection string of the database's owner, who migrates and makes chains; ADMIN_DATABASE_URL in the environment, else as --database."
    ) var adminDatabase: String?
    @Option(name: .customLong("data"), help: "Data folder; RETAIL_DATA in the environment, else .data.") var dataFolder: String?
    @Option(name: .customLong("sql"), help: "Folder of the migrations; RETAIL_SQL in the environment, else found beside the program.")
    var sql: String?
    @Option(help: "trace, debug, info, notice, warning, error.") var logLevel = "notice"

    var databaseURL: String? { database ?? environment("DATABASE_URL") }
    var data: String { dataFolder ?? environment("RETAIL_DATA") ?? ".data" }

    var logger: Logger {
        var logger = Logger(label: "retail", factory: { OneLineLogHandler(StreamLogHandler.standardError(label: $0)) })
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
        return logger
    }

    /// - Parameter told: a line for each thing that befalls it.
    func cluster(_ told: @escaping @Sendable (String) -> Void) -> EmbeddedPostgres {
        EmbeddedPostgres(dataFolder: data) { told("  PostgreSQL: \($0)") }
    }

    /// How to log in: as a serving node, as the owner, and, where it is known, as who copies the database.
    struct Logins {
        var node: Secret<String>
        var owner: Secret<String>
        var backup: Secret<String>?
    }

    /// Of the given database, or of the embedded one, started.
    func logins(_ cluster: EmbeddedPostgres?) async throws(Fault) -> Logins {
        if let databaseURL {
            return Logins(node: Secret(databaseURL), owner: Secret(adminDatabase ?? environment("ADMIN_DATABASE_URL") ?? databaseURL))
        }
        guard let cluster else { throw Fault(.broken, "cluster.missing", "There is neither a database nor a folder for one.") }
        let logins = try await cluster.start()
        return Logins(node: Secret(logins.node), owner: Secret(logins.owner), backup: Secret(logins.backup))
    }

    /// Where a running server of this folder has its database, a line for each log-in; no secret, for the passwords are in a file that they
    /// name.
    private var connectionPath: String { "\(data)/connection" }

    var runningLogins: Logins? {
        let lines = (readFile(connectionPath).map { String(decoding: $0, as: UTF8.self) } ?? "").split(separator: "\n").map(String.init)
        guard lines.count >= 2 else { return nil }
        return Logins(node: Secret(lines[0]), owner: Secret(lines[1]), backup: lines.count > 2 ? Secret(lines[2]) : nil)
    }

    func remember(_ logins: Logins) {
        guard let file = fopen(connectionPath, "w") else { return }
        defer { fclose(file) }
        for login in [logins.node, logins.owner, logins.backup].compactMap(\.self) { fputs(login.exposed + "\n", file) }
    }

    /// Of the server that runs in this folder.
    ///
    /// - Throws: `serve.nothing-to-join` (404) where none does.
    func joined() throws(Fault) -> Logins {
        guard let logins = runningLogins, access("\(data)/audit.key", R_OK) == 0 || AuditKey.isElsewhere else {
            throw Fault(
                .missing, "serve.nothing-to-join",
                "No server with an embedded database has run in \(data), or its files there can't be read: start one, and be the same user."
            )
        }
        return logins
    }

    /// Looked for upwards from the program, so that it is found in a checkout; then where packages and images put it.
    func sqlFolder() throws(Fault) -> String {
        var candidates = [sql, environment("RETAIL_SQL")].compactMap { $0 }
        var path = executablePath().split(separator: "/").dropLast()
        while !path.isEmpty {
            candidates.append("/" + path.joined(separator: "/") + "/sql")
            path = path.dropLast()
        }
        candidates += ["sql", "/usr/share/retail/sql"]
        for candidate in candidates where access("\(candidate)/registry", R_OK) == 0 && access("\(candidate)/tenant", R_OK) == 0 {
            return candidate
        }
        throw Fault(.broken, "sql.missing", "The migrations (sql/registry, sql/tenant) were not found; say where with --sql or RETAIL_SQL.")
    }

    private func executablePath() -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    }
}

func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}

/// A line beside the answer: standard output may be read by a program.
func mention(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// A line for the person at the terminal.
func say(_ line: String) {
    print(line)
    // All streams: naming `stdout` is not safe across threads in Swift.
    fflush(nil)
}
