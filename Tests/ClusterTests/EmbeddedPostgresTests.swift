import Foundation
import RetailCore
import Testing

@testable import Cluster

/// On the PostgreSQL that is installed, one in a folder of its own per test.
@Suite(.timeLimit(.minutes(3))) struct EmbeddedPostgresTests {
    @Test func startsStopsAndStartsAgainWithItsData() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let first = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await first.start().owner
        #expect(!connection.contains("password="))
        #expect(try shop.ask(connection, "SELECT current_database()") == "retail")
        #expect(try shop.ask(connection, "CREATE TABLE apple (n int); INSERT INTO apple VALUES (7)") == "")
        await first.stop()
        try await shop.expectNoProcesses()

        // A new password file is made when it is lost, and everything else is as it was.
        try FileManager.default.removeItem(atPath: shop.folder + "/postgres/password")
        let second = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let again = try await second.start().owner
        #expect(again == connection)
        #expect(try shop.ask(again, "SELECT n FROM apple") == "7")
        await second.stop()
        try await shop.expectNoProcesses()

        let third = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        _ = try await third.start()
        await third.stop()
        #expect(shop.lines.filter { $0.contains("Creating") }.count == 1)
    }

    @Test func isSetUpForAShop() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await postgres.start().owner
        let expected = [
            ("data_checksums", "on"), ("fsync", "on"), ("synchronous_commit", "on"), ("jit", "off"), ("listen_addresses", ""),
            ("max_wal_size", "4GB"),
            ("checkpoint_timeout", "15min"), ("server_encoding", "UTF8"), ("lc_collate", "C.UTF-8"), ("max_connections", "100"),
            ("TimeZone", "UTC"),
        ]
        for (name, value) in expected { #expect(try shop.ask(connection, "SHOW \(name)") == value, "\(name)") }
        // The password is needed: without it nobody gets in, not even through the socket.
        let without = connection.replacing(/passfile=.*/, with: "passfile=/dev/null")
        #expect(throws: (any Error).self) { try shop.ask(without, "SELECT 1") }
        for (name, mode) in [("cluster", 0o700), ("socket", 0o700), ("log", 0o700), ("password", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: shop.folder + "/postgres/" + name)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
        }
        await postgres.stop()
    }

    /// A server's sockets are not close-on-exec: kept by a database, they would leave clients waiting for the end of the connection.
    @Test func keepsNoneOfOurFiles() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0)
        let child = try Command(program: "/usr/bin/sleep", arguments: ["60"]).spawn()
        close(ends[0])
        // Another test may be starting a program just now: that one has the file for a moment.
        var byte: UInt8 = 0
        while read(ends[1], &byte, 1) != 0, Ending(reaping: child, wait: false) == nil { try await Task.sleep(for: .milliseconds(5)) }
        #expect(read(ends[1], &byte, 1) == 0)
        close(ends[1])
        kill(child, SIGKILL)
        #expect(Ending(reaping: child, wait: true) == .signalled(SIGKILL))
    }

    @Test func comesBackWhenItIsKilled() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await postgres.start().owner
        _ = try shop.ask(connection, "CREATE TABLE pear (n int); INSERT INTO pear VALUES (3)")
        let before = try #require(shop.postmaster)
        kill(before, SIGKILL)
        try await shop.eventually { try shop.postmaster != before && shop.ask(connection, "SELECT n FROM pear") == "3" }
        #expect(shop.lines.contains { $0.contains("signal 9") })
        #expect(shop.lines.contains { $0.contains("is back") })
        await postgres.stop()
        try await shop.expectNoProcesses()
    }

    @Test func refusesAFolderThatIsInUse() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let first = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await first.start().owner
        let again = await #expect(throws: Fault.self) { try await first.start() }
        #expect(again?.code == "cluster.already-started")
        let second = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let fault = await #expect(throws: Fault.self) { try await second.start() }
        #expect(fault?.code == "cluster.folder-in-use")
        #expect(try shop.ask(connection, "SELECT 1") == "1")
        await first.stop()
        _ = try await second.start()
        await second.stop()
    }

    @Test func passesOverAFileOfADeadServerWhoseNumberLivesAgain() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let first = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        _ = try await first.start()
        let file = shop.folder + "/postgres/cluster/postmaster.pid"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        await first.stop()
        for pid in [getpid(), 4_194_303] {
            // The socket's lock file likewise.
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            try ("\(pid)\n" + lines.dropFirst().joined(separator: "\n")).write(toFile: file, atomically: false, encoding: .utf8)
            let attributes = try FileManager.default.attributesOfItem(atPath: shop.folder + "/postgres/cluster")
            try FileManager.default.setAttributes(
                [.ownerAccountID: attributes[.ownerAccountID] ?? 0, .groupOwnerAccountID: attributes[.groupOwnerAccountID] ?? 0],
                ofItemAtPath: file)
            try FileManager.default.copyItem(atPath: file, toPath: shop.folder + "/postgres/socket/.s.PGSQL.5432.lock")
            let second = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
            #expect(try shop.ask(try await second.start().node, "SELECT 1") == "1")
            await second.stop()
        }
    }

    /// What a power loss leaves of a file that was being written.
    @Test(arguments: ["", "\n", "\0\0\0\0\0\0\0\0", "garbage\nmore\n", "-1\n", "1\n"])
    func startsOverALockFileThatSaysNothing(_ text: String) async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let first = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await first.start().owner
        _ = try shop.ask(connection, "CREATE TABLE plum (n int); INSERT INTO plum VALUES (5)")
        kill(try #require(shop.postmaster), SIGKILL)
        await first.stop()
        let file = shop.folder + "/postgres/cluster/postmaster.pid"
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        let second = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        #expect(try shop.ask(try await second.start().owner, "SELECT n FROM plum") == "5")
        await second.stop()
    }

    @Test(arguments: [true, false]) func takesOverFromAnEarlierRunOfOursAndFromNobodyElse(_ ours: Bool) async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        _ = try await postgres.start()
        await postgres.stop()
        // As it is for a moment after we were killed: our lock is gone, the server isn't yet.
        let supervisor = Supervisor(dataFolder: shop.folder, progress: shop.say)
        let server = try Server.prepare(dataFolder: shop.folder, supervisor: supervisor)
        var words = ["-D", server.folders.cluster, "-c", "config_file=\(server.folders.settings)", "-c", "listen_addresses="]
        words += ["-c", "unix_socket_directories=\(server.folders.socket)"] + (ours ? ["-c", Server.mark] : [])
        let left = Command(program: try Binaries.find(version: nil).postgres, arguments: words, account: server.account.toSwitchTo)
        let process = try supervisor.spawn(left)
        try await shop.eventually { Postmaster(cluster: server.folders.cluster)?.isReady == true }
        if ours {
            async let reaped: Void = shop.eventually { supervisor.poll(process) != nil }
            #expect(try shop.ask(try await postgres.start().node, "SELECT 1") == "1")
            try await reaped
            await postgres.stop()
        } else {
            let fault = await #expect(throws: Fault.self) { try await postgres.start() }
            #expect(fault?.code == "cluster.folder-in-use")
            kill(process, SIGINT)
            try await shop.eventually { supervisor.poll(process) != nil }
        }
        try await shop.expectNoProcesses()
    }

    /// An empty database in the place of one that was to come back would look as if all were lost.
    @Test func doesNotStartWhereARestoreWasCutOff() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        try FileManager.default.createDirectory(atPath: shop.folder + "/postgres/cluster.restoring", withIntermediateDirectories: true)
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let fault = await #expect(throws: Fault.self) { try await postgres.start() }
        #expect(fault?.code == "cluster.half-restored")
        #expect(!FileManager.default.fileExists(atPath: shop.folder + "/postgres/cluster"))
    }

    @Test func findsAShortPathForTheSocketOfADeepFolder() async throws {
        let shop = try Shop(deep: String(repeating: "deep-and-'quoted, ", count: 6))
        defer { shop.remove() }
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await postgres.start().owner
        #expect(try shop.ask(connection, "SELECT 1") == "1")
        let socket = try #require(connection.firstMatch(of: /host='([^']*)'/)?.1)
        #expect(socket.utf8.count < 92)
        await postgres.stop()
        #expect(!FileManager.default.fileExists(atPath: String(socket)), "the folder apart is removed")
    }

    @Test func canBeStoppedWhileItStarts() async throws {
        let shop = try Shop()
        defer { shop.remove() }
        let supervisor = Supervisor(dataFolder: shop.folder, progress: shop.say)
        // A thread, as a task might have its turn only when all is over.
        let stopping = Thread {
            while shop.processes.isEmpty { usleep(1000) }
            supervisor.askToStop()
        }
        stopping.start()
        let outcome = await withCheckedContinuation { started in supervisor.begin { started.resume(returning: $0) } }
        let fault = #expect(throws: Fault.self) { try outcome.get() }
        #expect(fault?.code == "cluster.stopped")
        await supervisor.stop()
        try await shop.expectNoProcesses()
        // What is half made does not stand in the way.
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        #expect(try shop.ask(try await postgres.start().node, "SELECT 1") == "1")
        await postgres.stop()
    }

    @Test(.enabled(if: geteuid() == 0, "only root has folders that the database's user can't enter"))
    func goesElsewhereFromAFolderThatIsClosedToItsUser() async throws {
        let shop = try Shop(deep: "shop")
        defer { shop.remove() }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: shop.top)
        let postgres = EmbeddedPostgres(dataFolder: shop.folder, progress: shop.say)
        let connection = try await postgres.start().owner
        #expect(try shop.ask(connection, "SELECT 1") == "1")
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: shop.folder + "/postgres")
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(link.hasPrefix("/var/lib/retail/postgres-"))
        await postgres.stop()
        #expect(try await postgres.start().owner == connection)
        await postgres.stop()
    }
}

@Suite struct BinariesTests {
    @Test func saysWhatToInstall() {
        let none = #expect(throws: Fault.self) { try Binaries.find(version: 7, environment: [:]) }
        #expect(none?.code == "cluster.version-mismatch")
        #expect(none?.detail.contains("postgresql-7") == true)
        let wrong = #expect(throws: Fault.self) { try Binaries.find(version: nil, environment: ["PG_BIN": "/nowhere"]) }
        #expect(wrong?.code == "cluster.postgres-missing")
    }

    @Test func takesTheFolderItIsTold() throws {
        let found = try Binaries.find(version: nil, environment: [:])
        #expect(try Binaries.find(version: nil, environment: ["PG_BIN": found.folder]).folder == found.folder)
    }
}
