import Access
import Cluster
import Glibc
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Synchronization
import TestSupport
import Testing
import Web

extension FaultTests {
    /// A hundred tills against the real program and a PostgreSQL, each killed again and again; about a minute. Seeded by RETAIL_CHAOS_SEED.
    @Suite(.tags(.chaos), .timeLimit(.minutes(10))) struct ChaosTests {
        private static let tills = 100
        private static let salesPerTill = 60

        @Test func everyOperationHasOneVerdictAndOneEffectWhateverIsKilled() async throws {
            let seed = getenv("RETAIL_CHAOS_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0 ... .max)
            print("chaos: RETAIL_CHAOS_SEED=\(seed)")
            var random = SeededRandom(seed: seed)
            let cluster = try ScratchPostgres("chaos")
            try cluster.start()
            let database = cluster.freshDatabase()
            // The chain is made by a node in this process; then the program takes over on a port of its own.
            let maker = try await TestNode.start(database)
            var shop = try await Shop.open(on: maker, products: 5)
            var places = [(shop.store, shop.register)]
            for code in ["S2", "S3", "S4"] { places.append(try await shop.openStore(code)) }
            for product in shop.products { try await shop.receive(product, units: 200, batch: "B") }
            var devices: [Device] = []
            for number in 0..<ChaosTests.tills { devices.append(try await shop.enrol(places[number % 4].0, places[number % 4].1)) }
            let program = ServerProgram(database: database, port: maker.port, log: cluster.folder + "/server.log")
            await maker.stop(graceSeconds: 2)
            program.start()
            defer { program.kill() }
            shop.client = try WebClient(url: "http://127.0.0.1:\(program.port)", connections: 120, timeoutMilliseconds: 10_000)
            let ready = shop
            try await until { (try? await ready.call("GET", "/ready", token: "").status) == 200 }

            let rounds = (0..<7).map { _ in (Int.random(in: 500...2500, using: &random), Int.random(in: 0..<5, using: &random)) }
            let all = devices
            let workers = try await withThrowingTaskGroup(of: ChaosTill.self) { group in
                for (number, device) in all.enumerated() {
                    let till = ChaosTill(device.through(ready), ready.products, seed &+ UInt64(number), count: ChaosTests.salesPerTill)
                    group.addTask {
                        try await till.run()
                        return till
                    }
                }
                group.addTask {
                    for (pause, victim) in rounds {
                        try await Task.sleep(for: .milliseconds(pause))
                        if victim != 1 { program.kill() }
                        if victim <= 1 {
                            cluster.kill()
                            try cluster.start()
                        }
                        if victim != 1 { program.start() }
                    }
                    return ChaosTill(all[0], [], 0, count: 0)
                }
                var finished: [ChaosTill] = []
                for try await till in group { finished.append(till) }
                return finished
            }

            try await until { (try? await ready.call("GET", "/ready", token: "").status) == 200 }
            let applied = try await Self.pushAgain(workers)
            let node = try await TestNode.start(database)
            shop = try shop.through(node)
            shop.owner = try await shop.login()
            try await Self.expectOneEffectEach(shop, applied: applied)
            for till in workers.prefix(8) where !till.operations.isEmpty {
                let device = till.device.through(shop)
                let view = try await device.pulled()
                try await shop.expectSameStock(view, in: device.store)
                #expect(view.sales.sales == (try await shop.count("SELECT count(*) FROM @.sale WHERE store_id = '\(device.store)'")))
            }
            await node.stop(graceSeconds: 2)
            program.kill()
            cluster.stop()
        }

        /// Everything again: nobody may be told anything else than before.
        ///
        /// - Returns: how many were applied.
        private static func pushAgain(_ tills: [ChaosTill]) async throws -> Int {
            var applied = 0
            for till in tills {
                let verdicts = till.operations.isEmpty ? [] : try await till.device.push(till.operations)
                for verdict in verdicts {
                    #expect(verdict.status == .duplicate)
                    if let known = till.known[verdict.id] { #expect(verdict.first == known, "\(verdict.id)") }
                    if verdict.first == .applied { applied += 1 }
                }
            }
            return applied
        }

        private static func expectOneEffectEach(_ shop: Shop, applied: Int) async throws {
            let sent = "actor_id IN (SELECT id FROM @.device)"
            let made = Int64(tills * salesPerTill)
            #expect(try await shop.count("SELECT count(*) FROM @.sync_operation WHERE \(sent)") == made)
            #expect(try await shop.count("SELECT count(*) FROM @.sale") == Int64(applied))
            #expect(try await shop.count("SELECT count(DISTINCT id) FROM @.sale") == Int64(applied))
            let twice =
                "SELECT count(*) FROM (SELECT op_id FROM @.sync_audit WHERE outcome = 'applied' AND \(sent) GROUP BY 1 HAVING count(*) > 1) x"
            #expect(try await shop.count(twice) == 0)
            let moved = "SELECT coalesce(sum(delta_milli), 0)::bigint FROM @.stock_movement WHERE kind = 'sale'"
            let sold = "SELECT -coalesce(sum(quantity_milli), 0)::bigint FROM @.sale_line"
            #expect(try await shop.count(moved) == shop.count(sold))
            try await shop.expectSoundBooks()
        }
    }
}

extension Tag { @Tag static var chaos: Self }

/// A till that pushes and pulls until each of its operations has a verdict, whatever happens to the server meanwhile.
private final class ChaosTill: Sendable {
    let device: Device
    let operations: [Op]
    private let verdicts = Mutex<[OperationID: VerdictStatus]>([:])
    private let seed: UInt64

    var known: [OperationID: VerdictStatus] { verdicts.withLock { $0 } }

    init(_ device: Device, _ products: [ID<Product>], _ seed: UInt64, count: Int) {
        var random = SeededRandom(seed: seed)
        (self.device, self.seed) = (device, seed)
        operations =
            count == 0
            ? []
            : (1...count).map { seq in
                .sale(Int64(seq), products[Int.random(in: 0..<products.count, using: &random)], claims: Bool.random(using: &random))
            }
    }

    func run() async throws {
        var random = SeededRandom(seed: seed ^ 0xC0FFEE)
        let till = device.till()
        var done = 0
        while done < operations.count {
            let part = Array(operations[done..<min(operations.count, done + Int.random(in: 1...3, using: &random))])
            do throws(Fault) {
                let outcome = try await till.push(part.map(\.outgoing))
                for verdict in outcome.verdicts { verdicts.withLock { $0[verdict.id] = verdict.first ?? verdict.status } }
                done = Int(await till.acknowledged)
                if Int.random(in: 0..<4, using: &random) == 0 { try await till.pull(device.identity.streams) }
            } catch {
                // Away for now; anything else would be a defect.
                guard error.kind == .unavailable else { throw error }
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...700, using: &random)))
        }
    }
}

/// The program as it is installed, on a database of ours.
private final class ServerProgram: Sendable {
    let database: String
    let port: Int
    private let log: String
    private let process = Mutex<pid_t>(0)

    init(database: String, port: Int, log: String) { (self.database, self.port, self.log) = (database, port, log) }

    private static let path: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/retail"
    }()

    func start() {
        let arguments = ["serve", "--database", database, "--sql", TestNode.sqlFolder, "--port", String(port)]
        process.withLock { $0 = Processes.spawn(ServerProgram.path, arguments, log: log) }
    }

    func kill() {
        process.withLock { process in
            guard process > 0 else { return }
            Glibc.kill(process, SIGKILL)
            Processes.wait(process)
            process = 0
        }
    }
}
