internal import Foundation
internal import Glibc
internal import RetailCore

/// Where the database's things are. `root` is ours (root's, if we are root); in it the server's user owns what it must write.
struct Folders {
    let root: String
    let socket: String
    /// Whether `socket` lies outside `root`, because its path would be too long there.
    let socketIsApart: Bool

    var cluster: String { root + "/cluster" }
    /// A cluster that is being restored; it becomes `cluster` when it is whole.
    var restoring: String { root + "/cluster.restoring" }
    var log: String { root + "/log" }
    var password: String { root + "/password" }
    var settings: String { root + "/postgresql.conf" }
    var access: String { root + "/pg_hba.conf" }
    var identities: String { root + "/pg_ident.conf" }

    /// - Parameter root: an existing folder, without links in its path.
    init(root: String, account: Account) throws(Fault) {
        self.root = root
        let within = root + "/socket"
        socketIsApart = !Self.fits(within)
        socket = socketIsApart ? try Self.socketApart(for: root, account: account) : within
    }

    /// `sun_path` has 108 bytes, the last of them 0; and libpq takes a comma in a host for two hosts.
    static func fits(_ folder: String) -> Bool {
        folder.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107 && !folder.contains(",")
    }

    /// A private folder with a short path that is the same at each start. In /tmp somebody else may have made one of that name: then
    /// the next name is tried.
    private static func socketApart(for root: String, account: Account) throws(Fault) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in root.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var parents = ["/tmp"]
        if geteuid() == 0 {
            parents.insert("/run", at: 0)
        } else if let own = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"], own.hasPrefix("/"),
            fits(own + "/retail-0123456789abcdef-9")
        {
            parents.insert(own, at: 0)
        }
        for parent in parents {
            for number in 0..<8 {
                let path = "\(parent)/retail-\(String(hash, radix: 16))-\(number)"
                do throws(Fault) {
                    try make(path, owner: account, mode: 0o700, mustBeOwn: true)
                    return path
                } catch { continue }
            }
        }
        throw systemFault("found no place for its socket: \(root) is too long a path, and /tmp has no room for it")
    }

    /// Makes a folder, or sees to it that the one that is there is a folder, not a link, and is `owner`'s.
    ///
    /// - Parameter mustBeOwn: refuse one that was somebody else's, rather than take it over.
    static func make(_ path: String, owner: Account, mode: mode_t, mustBeOwn: Bool = false) throws(Fault) {
        let made = mkdir(path, 0o700) == 0
        guard made || errno == EEXIST else { throw systemFault("can't make the folder \(path)") }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw systemFault("can't open the folder \(path)") }
        defer { close(folder) }
        var status = stat()
        guard fstat(folder, &status) == 0 else { throw systemFault("can't look at the folder \(path)") }
        if mustBeOwn, !made, status.st_uid != owner.user { throw systemFault("can't use the folder \(path)", EPERM) }
        if status.st_uid != owner.user, fchown(folder, owner.user, owner.group) != 0 {
            throw systemFault("can't give the folder \(path) to \(owner.name)")
        }
        if status.st_mode & 0o7777 != mode, fchmod(folder, mode) != 0 { throw systemFault("can't set the mode of the folder \(path)") }
    }

    /// The cluster's owner and the version that made it, if there is one.
    static func existingCluster(in root: String) -> (owner: uid_t, version: Int)? {
        var status = stat()
        guard lstat(root + "/cluster", &status) == 0, let version = version(of: root + "/cluster") else { return nil }
        return (status.st_uid, version)
    }

    /// The major version that made a cluster.
    static func version(of cluster: String) -> Int? {
        TextFile.read(cluster + "/PG_VERSION").flatMap { Int($0.prefix { $0.isNumber }) }
    }
}
