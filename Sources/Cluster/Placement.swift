internal import Foundation
internal import Glibc
internal import RetailCore

/// Finds the folder for the cluster: `<data folder>/postgres`, unless the server's user can't get there.
///
/// That is so when root starts us from a folder of his own, which is closed to everybody else. Rather than fail, the cluster
/// then goes to /var/lib/retail and `<data folder>/postgres` becomes a link to it: so the data folder still leads to all the data, and
/// whoever deletes it gets a new database.
struct Placement {
    let supervisor: Supervisor

    private static let elsewhere = "/var/lib/retail"

    func root(dataFolder: String) throws(Fault) -> String {
        var path = dataFolder
        if !path.hasPrefix("/") { path = FileManager.default.currentDirectoryPath + "/" + path }
        // Others may have to pass through where root made it; there is nothing to be seen in it.
        let mode: mode_t = geteuid() == 0 ? 0o711 : 0o700
        try makeAll(path, mode: mode)
        let data = try real(path)
        let root = data + "/postgres"
        var status = stat()
        if lstat(root, &status) == 0 {
            let root = try real(root)
            if let account = try Account.forServer(owner: Folders.existingCluster(in: root)?.owner).toSwitchTo, try !canEnter(root, account)
            {
                throw Fault(
                    .unavailable, "cluster.folder-closed",
                    "The user \(account.name), who runs the database, may not enter \(closed(root) ?? root): open it (chmod o+x) or set RETAIL_DATA to another folder."
                )
            }
            return root
        }
        if let account = try Account.forServer(owner: nil).toSwitchTo, try !canEnter(data, account) {
            return try makeElsewhere(link: root, closed: closed(data) ?? data, account)
        }
        try Folders.make(root, owner: .current, mode: mode)
        return root
    }

    private func makeElsewhere(link: String, closed: String, _ account: Account) throws(Fault) -> String {
        try makeAll(Self.elsewhere, mode: 0o711)
        // A random name, so that a new data folder never inherits an old database.
        let root = Self.elsewhere + "/postgres-" + String(UInt64.random(in: .min ... .max), radix: 16)
        try Folders.make(root, owner: .current, mode: 0o711)
        guard symlink(root, link) == 0 else { throw systemFault("can't link \(link) to \(root)") }
        supervisor.progress("The user \(account.name) may not enter \(closed): the database goes to \(root), and \(link) is a link to it")
        return root
    }

    private func canEnter(_ folder: String, _ account: Account) throws(Fault) -> Bool {
        // Asked of the system, not worked out from modes: there may be access lists and security modules.
        let test = Command(program: "/usr/bin/test", arguments: ["-x", folder], account: account)
        do throws(Fault) {
            try supervisor.run(test, "test")
            return true
        } catch  where error.code == "cluster.step-failed" {
            return false
        }
    }

    /// The first folder on the way that others can't pass.
    private func closed(_ path: String) -> String? {
        var way = ""
        for name in path.split(separator: "/") {
            way += "/" + name
            var status = stat()
            if stat(way, &status) == 0, status.st_mode & 0o001 == 0 { return way }
        }
        return nil
    }

    private func makeAll(_ path: String, mode: mode_t) throws(Fault) {
        guard access(path, F_OK) != 0 else { return }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if parent != path { try makeAll(parent, mode: geteuid() == 0 ? 0o755 : 0o700) }
        try Folders.make(path, owner: .current, mode: mode)
    }

    private func real(_ path: String) throws(Fault) -> String {
        guard let found = realpath(path, nil) else { throw systemFault("can't find \(path)") }
        defer { free(found) }
        return String(cString: found)
    }
}
