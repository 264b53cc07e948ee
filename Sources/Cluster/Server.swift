internal import Foundation
internal import Glibc
internal import RetailCore

/// How the cluster is made and its server started; all of it on the supervisor's thread.
struct Server {
    /// By this argument a server that we started is known.
    static let mark = "cluster_name=retail-embedded"

    let folders: Folders
    let account: Account
    let supervisor: Supervisor

    static func prepare(dataFolder: String, supervisor: Supervisor) throws(Fault) -> Server {
        let root = try Placement(supervisor: supervisor).root(dataFolder: dataFolder)
        let account = try Account.forServer(owner: Folders.existingCluster(in: root)?.owner)
        return Server(folders: try Folders(root: root, account: account), account: account, supervisor: supervisor)
    }

    /// libpq's connection string. The password is in a file that it names, so it may be printed.
    func connection(as role: String) -> String {
        func quoted(_ text: String) -> String {
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
        return "host=\(quoted(folders.socket)) port=5432 user=\(role) dbname=\(Roles.database) passfile=\(quoted(folders.password))"
    }

    var logins: EmbeddedLogins {
        EmbeddedLogins(
            node: connection(as: Roles.node), owner: connection(as: Roles.owner), backup: connection(as: Roles.backup))
    }

    /// Everything the server needs before it can be started; quick if it is all there.
    func prepareFiles() throws(Fault) {
        try Postmaster.clear(folders.cluster, progress: supervisor.progress)
        if Folders.existingCluster(in: folders.root) == nil {
            // An empty shop in the place of one that was to come back would look as if all were lost.
            guard access(folders.restoring, F_OK) != 0 else {
                throw Fault(
                    .unavailable, "cluster.half-restored",
                    "A restore into \(folders.root) was cut off: run \"retail restore\" again, or remove \(folders.restoring).")
            }
            try createCluster()
        }
        guard let version = Folders.existingCluster(in: folders.root)?.version else {
            throw Fault(.unavailable, "cluster.unreadable", "There is no database in \(folders.cluster).")
        }
        try prepareSettings(version)
        if !Roles.isCurrent(TextFile.read(folders.password) ?? "") { try makeRoles(version) }
    }

    /// What stands beside the cluster: folders and settings.
    func prepareSettings(_ version: Int) throws(Fault) {
        try Folders.make(folders.log, owner: account, mode: 0o700)
        try Folders.make(folders.socket, owner: account, mode: 0o700)
        try TextFile.replace(folders.settings, Settings(version: version, logFolder: folders.log).text, mode: 0o644)
        try TextFile.replace(folders.access, Roles.accessText, mode: 0o644)
        try TextFile.replace(folders.identities, Roles.identities(account.name), mode: 0o644)
    }

    /// Made beside its place and renamed when it is whole: what a crash leaves half made is thrown away the next time.
    private func createCluster() throws(Fault) {
        let binaries = try Binaries.find(version: nil)
        supervisor.progress("Creating the database in \(folders.cluster) (this once; it takes some seconds)")
        let half = folders.cluster + ".new"
        try? FileManager.default.removeItem(atPath: half)
        try Folders.make(half, owner: account, mode: 0o700)
        // The access file that initdb writes is not used; it lets nobody in.
        let initdb = Command.initdb(half, binaries, account, access: "reject", ["--data-checksums"], output: folders.root + "/initdb.log")
        try supervisor.run(initdb, "initdb")
        // A password of a cluster that is no more is none of this one's.
        unlink(folders.password)
        guard rename(half, folders.cluster) == 0 else { throw systemFault("can't rename \(half)") }
    }

    /// Through PostgreSQL's single-user mode, which asks nobody for a password: so a lost file is no lost database, and a data folder
    /// whose log-in was a superuser is brought up to date. The password file is written last: cut off before, all of it is done again.
    private func makeRoles(_ version: Int) throws(Fault) {
        supervisor.progress("Setting up the database's log-ins")
        let roles = Roles(ownerPassword: Self.password(), nodePassword: Self.password(), backupPassword: Self.password())
        try single(version, database: "postgres", roles.rolesScript)
        try single(version, database: "postgres", Roles.databaseScript, mayFail: true)
        try single(version, database: Roles.database, Roles.ownershipScript)
        try TextFile.replace(folders.password, roles.passwordFile, mode: 0o600)
    }

    private func single(_ version: Int, database: String, _ script: String, mayFail: Bool = false) throws(Fault) {
        // The log must not quote a statement with a password in it.
        var words = ["--single", "-D", folders.cluster, "-c", "config_file=\(folders.settings)", "-c", "log_min_error_statement=panic"]
        if !mayFail { words += ["-c", "exit_on_error=on"] }
        let single = Command(
            program: try Binaries.find(version: version).postgres, arguments: words + [database], account: account.toSwitchTo,
            input: script, output: folders.root + "/initdb.log")
        try supervisor.run(single, "Setting up the database's log-ins")
    }

    /// 128 random bits.
    private static func password() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    /// Starts the server and waits until it takes connections, however long it has to recover.
    ///
    /// - Parameters:
    ///   - restoring: the cluster that is being restored, beside the place where it will stand.
    ///   - more: settings, `name=value`.
    func launch(restoring: Bool = false, _ more: [String] = []) throws(Fault) -> pid_t {
        let cluster = restoring ? folders.restoring : folders.cluster
        // We hold the lock, so a socket that is still there is a dead one's; its lock file may name a number that lives again.
        unlink(folders.socket + "/.s.PGSQL.5432")
        unlink(folders.socket + "/.s.PGSQL.5432.lock")
        let version = Folders.version(of: cluster)
        let socket = "\"" + folders.socket.replacing("\"", with: "\"\"") + "\""
        let settings = [
            "config_file=\(folders.settings)", "hba_file=\(folders.access)", "ident_file=\(folders.identities)", Self.mark,
            "listen_addresses=", "port=5432",
            "unix_socket_directories=\(socket)", "unix_socket_permissions=0700",
        ]
        let postgres = Command(
            program: try Binaries.find(version: version).postgres, arguments: ["-D", cluster] + (settings + more).flatMap { ["-c", $0] },
            account: account.toSwitchTo, output: folders.root + "/start.log")
        return try supervisor.launch(postgres, cluster: cluster, log: folders.log)
    }

    func removeTemporaryFolder() {
        if folders.socketIsApart { rmdir(folders.socket) }
    }
}
