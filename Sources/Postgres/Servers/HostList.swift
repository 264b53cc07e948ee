import CPostgres
import Glibc
import RetailCore

/// How each host that a connection string names is reached.
///
/// libpq would try them in turn for every session by itself, and so put two sessions of one node on two servers. So a string of several
/// hosts is taken apart: each is connected to by itself, in an order that all sessions share.
struct HostList: Sendable {
    /// What libpq is told, later entries winning; `dbname` is expanded to everything that the user's string says.
    struct Host: Sendable {
        let name: String
        let keywords: Secret<[(String, String)]>
    }

    let hosts: [Host]
    /// How long one host may take to take us in.
    let connectMilliseconds: Int

    static let defaultConnectMilliseconds = 3_000

    init(_ settings: DatabaseSettings) {
        // Defaults that notice a dead network, under what the user wrote, under what must be so.
        let defaults = [
            ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
        ]
        let fixed = [("application_name", settings.applicationName), ("client_encoding", "UTF8")]
        let written = HostList.options(in: settings.connection.exposed)
        connectMilliseconds =
            written["connect_timeout"].flatMap { Int($0) }.map { max(1, min($0, 60)) * 1000 } ?? HostList.defaultConnectMilliseconds
        // Where a service file says them, libpq alone knows.
        let known = written["host"] == nil && written["hostaddr"] == nil && written["service"] == nil ? HostList.environment : written
        let names = HostList.list(known["host"])
        let addresses = HostList.list(known["hostaddr"])
        let count = max(names.count, addresses.count)
        guard count > 1, names.isEmpty || addresses.isEmpty || names.count == addresses.count else {
            let whole = Secret(defaults + [("dbname", settings.connection.exposed)] + fixed)
            hosts = [Host(name: known["host"] ?? known["hostaddr"] ?? "the only host", keywords: whole)]
            return
        }
        let ports = HostList.list(known["port"])
        var common = defaults
        if written["target_session_attrs"] == nil, getenv("PGTARGETSESSIONATTRS") == nil {
            common.append(("target_session_attrs", "read-write"))
        }
        common += written.filter { !["host", "hostaddr", "port"].contains($0.key) }.map { ($0.key, $0.value) } + fixed
        hosts = (0..<count).map { index in
            let name = index < names.count ? names[index] : ""
            let address = index < addresses.count ? addresses[index] : ""
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            let own = [("host", name), ("hostaddr", address), ("port", port)].filter { !$0.1.isEmpty }
            return Host(name: "\(name.isEmpty ? address : name)\(port.isEmpty ? "" : ":" + port)", keywords: Secret(common + own))
        }
    }

    private static func list(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    }

    /// What a connection string says, by keyword; nothing where libpq takes it for a database's plain name.
    private static func options(in string: String) -> [String: String] { read(PQconninfoParse(string, nil)) }

    private static var environment: [String: String] { read(PQconndefaults()).filter { ["host", "hostaddr", "port"].contains($0.key) } }

    private static func read(_ options: UnsafeMutablePointer<PQconninfoOption>?) -> [String: String] {
        guard let options else { return [:] }
        defer { PQconninfoFree(options) }
        var found: [String: String] = [:]
        var next = options
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val, value.pointee != 0 { found[String(cString: keyword)] = String(cString: value) }
            next += 1
        }
        return found
    }
}
