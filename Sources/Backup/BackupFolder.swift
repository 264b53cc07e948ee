internal import Glibc
package import RetailCore

/// A folder of back-ups of one database, and of the log between them.
///
///     <folder>/back-ups                 says that it is one
///             /20261129T001500Z/        a back-up, by when it was begun
///                              /manifest.json
///                              /base/    PGDATA, with the log that makes it consistent
///                              /data/    of the data folder: audit.key, audit/
///                              /roles.sql
///             /20261130T001500Z.part/   one that is being made, or was cut off
///             /log/00000001/            the followed log, from one timeline on
///
/// A back-up is made beside its place and renamed when its manifest is on the disk: what has a name without `.part` is whole.
package struct BackupFolder: Sendable {
    /// Whole, by its manifest.
    package struct Stored: Sendable {
        package let path: String
        package let manifest: BackupManifest
    }

    package let path: String

    static let marker = "back-ups"
    static let half = ".part"
    static let manifest = "manifest.json"

    package var log: String { path + "/log" }

    /// - Throws: `backup.no-folder` (404), `backup.not-a-folder-of-back-ups` (409).
    package init(existing path: String) throws(Fault) {
        self.path = try Self.absolute(path)
        guard Disk.exists(self.path) else { throw Fault(.missing, "backup.no-folder", "There is no folder \(self.path).") }
        guard Disk.exists("\(self.path)/\(Self.marker)") else {
            throw Fault(.conflict, "backup.not-a-folder-of-back-ups", "\(self.path) is no folder of back-ups.")
        }
    }

    /// Makes it where there is nothing.
    ///
    /// - Throws: `backup.folder-not-empty` (409) where there is something else.
    package init(making path: String) throws(Fault) {
        self.path = try Self.absolute(path)
        if !Disk.exists(self.path) { try Disk.makeFolder(self.path) }
        guard !Disk.exists("\(self.path)/\(Self.marker)") else { return }
        guard access(self.path, R_OK | W_OK | X_OK) == 0 else { throw Disk.fault("can't write into \(self.path)") }
        guard Disk.names(in: self.path).allSatisfy({ $0 == "lost+found" }) else {
            throw Fault(
                .conflict, "backup.folder-not-empty", "\(self.path) has other things in it: give an empty folder, or one of back-ups.")
        }
        try Disk.write("\(self.path)/\(Self.marker)", Array("Back-ups made by \"retail backup\"; \"retail restore\" reads them.\n".utf8))
        try Disk.settle(self.path)
    }

    private static func absolute(_ path: String) throws(Fault) -> String {
        guard !path.hasPrefix("/") else { return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
        guard let here = getcwd(nil, 0) else { throw Disk.fault("can't tell where we are") }
        defer { free(here) }
        return "\(String(cString: here))/\(path.hasSuffix("/") ? String(path.dropLast()) : path)"
    }

    /// Whole ones, the oldest first.
    package func all() -> [Stored] {
        finished().compactMap { path in
            (try? BackupManifest.read("\(path)/\(Self.manifest)")).map { Stored(path: path, manifest: $0) }
        }.sorted { ($0.manifest.startedAt, $0.path) < ($1.manifest.startedAt, $1.path) }
    }

    private func finished() -> [String] {
        Disk.names(in: path).filter { !$0.hasSuffix(Self.half) }.map { "\(path)/\($0)" }.filter { Disk.exists("\($0)/\(Self.manifest)") }
    }

    /// Names of those that are being made, or were cut off.
    package func halves() -> [String] { Disk.names(in: path).filter { $0.hasSuffix(Self.half) } }

    /// One of these, by name; the newest without one.
    ///
    /// - Throws: `backup.unknown` (404); `backup.manifest` (422) where there is one that can't be read, for it might be the newest.
    package func stored(_ name: String?) throws(Fault) -> Stored {
        let all = all()
        if name == nil { for path in finished() { _ = try BackupManifest.read("\(path)/\(Self.manifest)") } }
        guard let found = name.map({ name in all.first { $0.manifest.name == name } }) ?? all.last else {
            let cut = halves().isEmpty ? "" : " (\(halves().joined(separator: ", ")) was cut off, or is being made)"
            throw Fault(
                .missing, "backup.unknown",
                name.map { "There is no whole back-up \($0) in \(path)\(cut)." } ?? "There is no whole back-up in \(path)\(cut).")
        }
        return found
    }

    /// Held while something is made in it or taken from it.
    func lock() throws(Fault) -> DiskLock {
        guard let lock = try DiskLock(path + "/.lock") else {
            throw Fault(.conflict, "backup.folder-in-use", "Another back-up is being made in \(path).")
        }
        return lock
    }

    /// A name that is free, by the time.
    func newName(at now: Instant) -> String {
        let second = Instant(microseconds: now.microseconds / 1_000_000 * 1_000_000).description
        let name = second.filter { $0 != "-" && $0 != ":" }
        guard Disk.exists("\(path)/\(name)") else { return name }
        return (2...).lazy.map { "\(name)-\($0)" }.first { !Disk.exists("\(self.path)/\($0)") } ?? name
    }

    /// Throws away what was cut off, all whole ones but the newest `keep`, and the log that none of those needs.
    ///
    /// - Returns: the names that went.
    package func prune(keep: Int) throws(Fault) -> [String] {
        let lock = try lock()
        defer { lock.release() }
        let all = all()
        var gone: [String] = []
        for stored in all.dropLast(max(1, keep)) {
            // First it is none any more, then it goes.
            try Disk.rename(stored.path, to: stored.path + Self.half)
            gone.append(stored.manifest.name)
        }
        try clearHalves()
        guard !gone.isEmpty, let oldest = all.suffix(max(1, keep)).first else { return gone }
        for segment in LogFolder(log).segments where segment.isOlder(than: oldest.manifest) { try Disk.remove(segment.path) }
        return gone
    }

    /// Needs the lock.
    func clearHalves() throws(Fault) {
        for name in halves() { try Disk.remove("\(path)/\(name)") }
    }
}

extension BackupFolder {
    /// Of the newest back-up of a folder of them, or of the folder of one.
    package static func manifest(at path: String) throws(Fault) -> BackupManifest {
        let own = "\(path)/\(manifest)"
        return Disk.exists(own) ? try BackupManifest.read(own) : try BackupFolder(existing: path).stored(nil).manifest
    }
}
