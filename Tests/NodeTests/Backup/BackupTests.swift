import Access
import Backup
import Cluster
import Foundation
import JSON
import Node
import Postgres
import RetailCore
import TestSupport
import Testing

/// Back-ups of an embedded database with data in it, and what is restored from them.
@Suite(.timeLimit(.minutes(5))) struct BackupTests {
    @Test func aBackUpMadeUnderSalesIsWholeAndSellsOn() async throws {
        let place = try await BackupPlace()
        let shop = try await Shop.open(on: place.node, products: 1)
        try "seed".write(toFile: place.data + "/audit.key", atomically: false, encoding: .utf8)
        try await shop.receive(shop.products[0], units: 100_000)
        _ = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
        let isOver = Lines()
        async let sold = selling(shop) { !isOver.all.isEmpty }
        // There are seals to be found again.
        try await until { try await shop.count("SELECT count(*) FROM @.audit_seal") > 1 }
        let made = try await place.makeBackup()
        isOver.add("now")
        #expect(try await sold > 0)

        let then = try #require(made.manifest.chains.first { $0.id == shop.tenant.id }?.counts)
        #expect(then.sales > 0 && then.heads.contains { $0.stream == "store:\(shop.store)" && $0.position > 0 })
        #expect(made.manifest.startLSN.contains("/") && made.manifest.endLSN.contains("/") && made.manifest.timeline == 1)
        #expect(made.manifest.finishedAt > made.manifest.startedAt && made.manifest.registryMigration > 0)
        for file in ["/manifest.json", "/roles.sql", "/data/audit.key", "/base"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: made.path + file)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0, "\(file)")
        }
        let roles = try String(contentsOfFile: made.path + "/roles.sql", encoding: .utf8)
        #expect(roles.contains("CREATE ROLE retail_node LOGIN NOINHERIT") && !roles.contains("PASSWORD") && !roles.contains("SCRAM"))

        let outcome = try await place.restore("again")
        #expect(outcome.timeline == 2)
        #expect(try String(contentsOfFile: place.top + "/again/audit.key", encoding: .utf8) == "seed")
        try await place.serving("again") { node in
            let wrongs = try await place.wrongs(node, "again", against: made.manifest)
            #expect(wrongs == [])
            let restored = try shop.through(node)
            let before = try await restored.count("SELECT count(*) FROM @.sale")
            #expect(before >= then.sales)
            _ = try await restored.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
            #expect(try await restored.count("SELECT count(*) FROM @.sale") == before + 1)
        }
        // What is there is never written over.
        let fault = await #expect(throws: Fault.self) { try await place.restore("again") }
        #expect(fault?.code == "restore.not-empty")
        // It has not what came after it, and that is seen.
        #expect(try await place.wrongs(place.node, "data", against: made.manifest) == [])
        await place.stop()
    }

    private func selling(_ shop: Shop, _ isOver: @Sendable () -> Bool) async throws -> Int {
        var count = 0
        while !isOver() {
            _ = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
            count += 1
        }
        return count
    }

    @Test func aMomentBetweenTwoSalesIsRestored() async throws {
        let place = try await BackupPlace()
        let shop = try await Shop.open(on: place.node, products: 1)
        try await shop.receive(shop.products[0], units: 10)
        let folder = try BackupFolder(making: place.backups)
        let follower = try await LogFollower.open(folder, place.source) { _ in }
        async let followed: Void = follower.run()
        let made = try await place.makeBackup()
        // Followed since before the back-up.
        try await until { LogFollower.covers(made, folder) }
        _ = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
        let between = try await place.now()
        _ = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
        let after = try await place.now()
        try await until { try await RestorePlan.reach(folder).map { $0.to > between } ?? false }

        let one = try await place.restore("one", until: between)
        #expect(one.timeline == 2)
        try await place.serving("one") { node in
            let sales = try await shop.through(node).count("SELECT count(*) FROM @.sale")
            let wrongs = try await place.wrongs(node, "one", against: made.manifest)
            #expect(sales == 1 && wrongs == [])
        }
        for moment in [made.manifest.finishedAt.advanced(bySeconds: -3600), after.advanced(bySeconds: 3600)] {
            let fault = await #expect(throws: Fault.self) { try await place.restore("none", until: moment) }
            #expect(
                fault?.code == "restore.until" && fault?.detail.contains("\(made.manifest.finishedAt)") == true, "\(fault?.detail ?? "")")
            #expect(!FileManager.default.fileExists(atPath: place.top + "/none/postgres/cluster"))
        }
        // To the end of the log, of which a file is not full yet.
        try await shop.receive(shop.products[0], units: 1)
        try await until { try await RestorePlan.reach(folder).map { $0.to > after } ?? false }
        follower.stop()
        try await followed
        _ = try await place.restore("all")
        try await place.serving("all") { node in
            let sales = try await shop.through(node).count("SELECT count(*) FROM @.sale")
            #expect(sales == 2)
        }
        await place.stop()
    }

    @Test func whatWasCutOffOrDamagedIsNoBackUp() async throws {
        let place = try await BackupPlace()
        let folder = try BackupFolder(making: place.backups)
        let none = #expect(throws: Fault.self) { try folder.stored(nil) }
        #expect(none?.code == "backup.unknown")

        // By a signal: what was begun is cleared away.
        let making = Task { try await place.makeBackup() }
        try await until { !folder.halves().isEmpty || !folder.all().isEmpty }
        making.cancel()
        if case .failure = await making.result {
            let left = folder.all().count
            #expect(folder.halves().isEmpty && left == 0)
        }

        // By a power cut: everything but the manifest, under the name that is none.
        let made = try await place.makeBackup()
        let half = place.backups + "/20200101T000000Z.part"
        try FileManager.default.copyItem(atPath: made.path, toPath: half)
        #expect(try folder.stored(nil).manifest.name == made.manifest.name && folder.halves() == ["20200101T000000Z.part"])
        let fault = #expect(throws: Fault.self) { try folder.stored("20200101T000000Z") }
        #expect(fault?.code == "backup.unknown" && fault?.detail.contains(".part") == true)

        // The next one clears it away; what is older than the newest so many goes.
        let second = try await place.makeBackup()
        #expect(folder.halves().isEmpty)
        #expect(try folder.prune(keep: 1).contains(made.manifest.name))
        #expect(folder.all().map(\.manifest.name) == [second.manifest.name])

        // A bit of the cluster, a byte of ours, the manifest itself.
        for file in ["base/PG_VERSION", "roles.sql", "manifest.json"] {
            let path = "\(second.path)/\(file)"
            let before = try #require(FileManager.default.contents(atPath: path))
            try ("x" + String(decoding: before, as: UTF8.self)).write(toFile: path, atomically: false, encoding: .utf8)
            let fault = await #expect(throws: Fault.self, "\(file)") { try await place.restore("none") }
            #expect(fault?.code == (file == "manifest.json" ? "backup.manifest" : "restore.damaged"), "\(file): \(fault?.detail ?? "")")
            try before.write(to: URL(fileURLWithPath: path))
        }
        await place.stop()
    }

    @Test func aFolderIsForOneDatabaseAndNothingElse() async throws {
        let place = try await BackupPlace()
        try FileManager.default.createDirectory(atPath: place.top + "/other", withIntermediateDirectories: true)
        try "x".write(toFile: place.top + "/other/letter.txt", atomically: false, encoding: .utf8)
        let full = #expect(throws: Fault.self) { try BackupFolder(making: place.top + "/other") }
        #expect(full?.code == "backup.folder-not-empty")
        let missing = #expect(throws: Fault.self) { try BackupFolder(existing: place.top + "/nowhere") }
        #expect(missing?.code == "backup.no-folder")

        // A log-in that may not copy is told what to give it.
        let source = BackupSource(
            database: place.node.database, connection: Secret(place.logins.owner), dataFolder: place.data, keyIsElsewhere: false,
            product: "")
        let rights = await #expect(throws: Fault.self) {
            try await BackupMaker(try BackupFolder(making: place.backups), source) { _ in }.run()
        }
        #expect(rights?.code == "backup.rights" && rights?.detail.contains("CREATE ROLE retail LOGIN REPLICATION") == true)
        #expect(try BackupFolder(existing: place.backups).halves().isEmpty)

        _ = try await place.makeBackup()
        let path = place.backups + "/" + (try BackupFolder(existing: place.backups).all()[0].manifest.name) + "/manifest.json"
        let text = try String(contentsOfFile: path, encoding: .utf8).replacing(
            /"system_identifier":"[0-9]+"/, with: #""system_identifier":"7""#)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        let other = await #expect(throws: Fault.self) { try await place.makeBackup() }
        #expect(other?.code == "backup.other-database")
        await place.stop()
    }

    /// A database that was restored without its roles, or by somebody else's hand.
    @Test func missingRightsAreNamed() async throws {
        let place = try await OwnedDatabase()
        let node = try await place.start()
        let shop = try await Shop.open(on: node, products: 1)
        #expect(try await RightsProof.run(node.database, node: place.nodeName) == [])
        let role = try #require(shop.tenant.scope.role)
        let schema = shop.tenant.scope.schema
        try await place.asSuperuser(
            """
            REVOKE SELECT ON \(schema).sale FROM \(role); GRANT DELETE ON \(schema).sync_audit TO \(role); ALTER TABLE \(schema).price OWNER TO CURRENT_USER;
            REVOKE UPDATE ON retail.session FROM \(place.nodeName);
            """)
        var words = try await RightsProof.run(node.database, node: place.nodeName).map { "\($0.chain) \($0.words)" }
        #expect(words.contains { $0.hasPrefix("\(shop.slug) its role") && $0.contains("may not read and add: ") && $0.contains("sale") })
        #expect(words.contains { $0.contains("may change its trail: sync_audit") })
        #expect(words.contains { $0.contains("not the schema's owner owns: price") })
        #expect(words.contains { $0.contains("may not use: session") })
        try await place.asSuperuser("DROP OWNED BY \(role); DROP ROLE \(role)")
        words = try await RightsProof.run(node.database, node: place.nodeName).map { "\($0.chain) \($0.words)" }
        #expect(words.contains { $0.contains("its role \(role) is missing") })
        await node.stop(graceSeconds: 2)
    }
}
