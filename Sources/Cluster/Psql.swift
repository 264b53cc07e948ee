internal import Foundation
internal import Glibc
package import RetailCore

/// A statement asked by PostgreSQL's own client: for tests, which want to know what any client would be told.
package enum Psql {
    /// - Parameter connection: libpq's.
    /// - Returns: the answer's rows, their columns with `|` between.
    /// - Throws: `cluster.psql` (503) with psql's words as its diagnosis.
    package static func ask(_ connection: String, _ sql: String) throws(Fault) -> String { try ask(connection, sql, account: nil) }

    /// - Parameter account: as whom.
    static func ask(_ connection: String, _ sql: String, account: Account?) throws(Fault) -> String {
        let answer = FileManager.default.temporaryDirectory.path + "/retail-psql-" + String(UInt64.random(in: .min ... .max), radix: 36)
        defer { unlink(answer) }
        let psql = Command(
            program: try Binaries.find(version: nil).psql,
            arguments: ["-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-d", connection, "-c", sql], account: account,
            output: answer)
        let ending = Ending(reaping: try psql.spawn(), wait: true)
        let text = (TextFile.read(answer) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard ending == .exited(0) else { throw Fault(.unavailable, "cluster.psql", "psql was refused.", diagnosis: text) }
        return text
    }
}
