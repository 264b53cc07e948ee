internal import Glibc
internal import RetailCore

/// The user that the database runs as. PostgreSQL refuses to be root; then it is Debian's `postgres`, or whoever owns the cluster.
struct Account: Sendable, Equatable {
    let user: uid_t
    let group: gid_t
    let name: String

    static var current: Account {
        lookUp { getpwuid_r(geteuid(), $0, $1, $2, $3) } ?? Account(user: geteuid(), group: getegid(), name: "user \(geteuid())")
    }

    static func named(_ name: String) -> Account? {
        lookUp { getpwnam_r(name, $0, $1, $2, $3) }
    }

    static func numbered(_ user: uid_t) -> Account? {
        lookUp { getpwuid_r(user, $0, $1, $2, $3) }
    }

    /// - Parameter owner: of the cluster, if there is one already.
    static func forServer(owner: uid_t?) throws(Fault) -> Account {
        guard geteuid() == 0 else {
            guard owner == nil || owner == geteuid() else {
                let name = owner.flatMap(numbered)?.name ?? "another user"
                throw Fault(.unavailable, "cluster.not-ours", "The database belongs to \(name): start the server as \(name) or as root.")
            }
            return current
        }
        if let owner, owner != 0, let account = numbered(owner) { return account }
        guard let postgres = named("postgres"), postgres.user != 0 else {
            throw Fault(
                .unavailable, "cluster.no-user",
                "PostgreSQL refuses to run as root and there is no user \"postgres\": install Debian's package postgresql, or run as another user."
            )
        }
        return postgres
    }

    /// What `Command` takes: nil if it is us.
    var toSwitchTo: Account? { user == geteuid() ? nil : self }

    private static func lookUp(
        _ call: (UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>) ->
            Int32
    ) -> Account? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let base = buffer.baseAddress, call(&entry, base, buffer.count, &found) == 0, found != nil else { return nil }
            return Account(user: entry.pw_uid, group: entry.pw_gid, name: String(cString: entry.pw_name))
        }
    }
}
