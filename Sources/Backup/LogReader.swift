internal import Cluster
internal import Glibc
internal import RetailCore

/// Reads commits out of the log, through `pg_waldump`.
struct LogReader {
    let major: Int64
    let folder: BackupFolder

    /// When the last transaction was committed; nil where there is none in these files.
    func lastCommit(_ segments: [LogSegment]) async throws(Fault) -> Instant? {
        guard !segments.isEmpty else { return nil }
        let dump = try Binaries.clients(version: Int(major)).program("pg_waldump")
        let scratch = try Scratch()
        defer { scratch.remove() }
        for segment in segments.reversed() {
            // It wants files by the names that they have in `pg_wal`.
            let link = "\(scratch.path)/\(segment.name)"
            guard symlink(segment.path, link) == 0 || errno == EEXIST else { throw Disk.fault("can't link \(link)") }
            let program = Program(
                Command(program: dump, arguments: ["--rmgr=Transaction", link], output: scratch.path + "/dump.log"))
            // It fails where the log ends within the file, as it does in the last.
            _ = try await program.run()
            if let commit = LogReader.lastCommit(program.outputTail) { return commit }
        }
        return nil
    }

    /// `… desc: COMMIT 2026-11-29 00:19:15.688583 UTC; …`
    static func lastCommit(_ dump: String) -> Instant? {
        dump.matches(of: /COMMIT (?:PREPARED )?([0-9-]{10}) ([0-9:.]+) UTC/).last.flatMap { Instant("\($0.1)T\($0.2)Z") }
    }
}
