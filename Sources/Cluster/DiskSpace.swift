internal import Glibc
internal import RetailCore

/// A full disk is said as that, whoever notices it and in whatever words.
enum DiskSpace {
    static let code = "cluster.full"
    /// Less than a segment of PostgreSQL's log, without which it can't start.
    static let leastBytes = 16 << 20

    /// The fault of a program that ended because it had no room, if that is why.
    ///
    /// - Parameter lastWords: what it wrote last; PostgreSQL may have said the rest in its own log, so the disk is asked too.
    static func fault(_ what: String, _ lastWords: String, folder: String) -> Fault? {
        guard lastWords.contains("No space left on device") || isFull(folder) else { return nil }
        return Fault(
            .unavailable, code, "\(what): no space left on the disk of \(folder). Make room there, and it goes on by itself.",
            diagnosis: lastWords)
    }

    private static func isFull(_ folder: String) -> Bool {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return false }
        return Int(clamping: status.f_bavail) * Int(clamping: status.f_frsize) < leastBytes
    }
}
