import Access
import Backup
import Cluster
import Door
import Foundation
import Node
import Operations
import Postgres
import RetailCore
import Secrets
import TestSupport

/// A shop with an embedded database in a folder of the test's own, and a folder for its back-ups.
final class BackupPlace: Sendable {
    let top: String
    let postgres: EmbeddedPostgres
    let logins: EmbeddedLogins
    let node: Node

    var data: String { top + "/data" }
    var backups: String { top + "/back-ups" }

    init() async throws {
        top = TestFolder.fresh("backup-test")
        try FileManager.default.createDirectory(
            atPath: top + "/data/audit", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: top)
        postgres = EmbeddedPostgres(dataFolder: top + "/data") { _ in }
        let logins = try await postgres.start()
        let audit = top + "/data/audit"
        self.logins = logins
        node = try await BackupPlace.serve(logins, audit: audit)
    }

    /// A node that seals every second.
    static func serve(_ logins: EmbeddedLogins, audit: String) async throws -> Node {
        try await TestNode.start(logins.node) { settings in
            settings.owner = Secret(logins.owner)
            settings.auditFolder = audit
            settings.auditSealSeconds = 1
        }
    }

    func stop() async {
        await node.stop(graceSeconds: 2)
        await postgres.stop()
        try? FileManager.default.removeItem(atPath: top)
    }

    var source: BackupSource {
        BackupSource(
            database: node.database, connection: Secret(logins.backup), dataFolder: data, keyIsElsewhere: false, product: "test")
    }

    func makeBackup() async throws -> BackupFolder.Stored {
        try await BackupMaker(try BackupFolder(making: backups), source) { _ in }.run()
    }

    func restore(_ name: String, until: Instant? = nil) async throws -> EmbeddedRestore.Outcome {
        let plan = try await RestorePlan.make(try BackupFolder(existing: backups), until: until) { _ in }
        return try await Restore.embedded(plan, dataFolder: "\(top)/\(name)") { _ in }
    }

    /// Runs what was restored, with a node on it, for as long as `body` does.
    func serving(_ name: String, _ body: (Node) async throws -> Void) async throws {
        let postgres = EmbeddedPostgres(dataFolder: "\(top)/\(name)") { _ in }
        let node = try await BackupPlace.serve(try await postgres.start(), audit: "\(top)/\(name)/audit")
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(node)) } catch { outcome = .failure(error) }
        await node.stop(graceSeconds: 2)
        await postgres.stop()
        try outcome.get()
    }

    /// Everything that does not hold.
    func wrongs(_ node: Node, _ name: String, against manifest: BackupManifest? = nil) async throws -> [String] {
        let memory = AuditMemory(folder: "\(top)/\(name)/audit")
        let sealer = AuditSealer(
            database: node.database, key: TestNode.auditKey, memory: memory, logger: .silent, clock: systemClock)
        let lines = Lines()
        let verification = Verification(
            node.database, node: "retail_node", audit: AuditVerification(database: node.database, sealer: sealer), against: manifest)
        try await verification.run { chain in
            for check in chain.checks where !check.isSound { lines.add("\(chain.slug) \(check.area) \(check.what): \(check.words)") }
        }
        return lines.all
    }

    func now() async throws -> Instant {
        try await node.database.read(Statement.generated("SELECT clock_timestamp()"), in: .registry)[0].instant(0)
    }
}
