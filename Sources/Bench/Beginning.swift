import Foundation

extension Stage {
    /// P10: a second node on the same PostgreSQL, whose schemas are up to date.
    func measureStart() throws {
        say("P10: start")
        let port = options.port + 2
        var (times, resident, cpu) = ([Double](), [Double](), [Double]())
        for _ in 0..<max(3, options.runs) {
            let started = nanoseconds()
            let node = try launch(
                options.program, ["serve", "--data", options.folder + "/node"],
                environment: ["PORT": "\(port)", "DATABASE_URL": server.database], output: options.folder + "/node.log")
            defer {
                node.terminate()
                node.waitUntilExit()
            }
            guard Server.isAnswering(port, node, seconds: 30, path: "/health") else { throw Trouble("the second node did not start") }
            times.append(Double(nanoseconds() - started) / 1e6)
            sleep(2)
            resident.append(Proc.residentKiB(Int(node.processIdentifier)) / 1024)
            cpu.append(Proc.cpu(Int(node.processIdentifier)))
        }
        add(
            Figure(
                name: "P10", what: "start to the first answer, migrated cluster", unit: "ms", value: median(times), limit: 300,
                target: .atMost(1), serverMicroseconds: median(cpu)))
        add(Figure(name: "P10b", what: "resident memory, idle", unit: "MB", value: median(resident), limit: 60, target: .atMost(1)))
    }

    /// P11: the import pushes as many tills would; its rate is that of the rows arriving, without its preparation and proof.
    func measureJourney() throws {
        guard let journey = options.journey else {
            say(
                "P11 skipped: RETAIL_JOURNEY does not name the folder of the Complete Journey's CSV files (scripts/complete-journey makes it)"
            )
            return
        }
        say("P11: the Complete Journey")
        if pushLimit == nil { pushLimit = try server.pgbench(limits.fiftySales, clients: 32, seconds: options.seconds).rate * 50 }
        let password = "correct-horse-battery"
        try run(
            options.program, ["tenant", "create", "journey", "--name", "Journey", "--currency", "USD", "--database", server.database],
            environment: ["OWNER_PASSWORD": password])
        let before = server.cpu
        let process = try launch(
            options.program, ["import", "complete-journey", journey, "--url", "http://127.0.0.1:\(server.port)", "--tenant", "journey"],
            environment: ["RETAIL_PASSWORD": password], output: options.folder + "/journey.log")
        var seen: [(at: UInt64, sales: Double)] = []
        var peak = 0.0
        var after = before
        while process.isRunning {
            sleep(1)
            peak = max(peak, Proc.residentKiB(server.pid) / 1024)
            let sales =
                Double(
                    try server.sql(
                        "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables WHERE schemaname = 't_journey' AND relname = 'sale'"))
                ?? 0
            if sales > (seen.last?.sales ?? 0) {
                seen.append((nanoseconds(), sales))
                after = server.cpu
            }
        }
        let log = (try? String(contentsOfFile: options.folder + "/journey.log", encoding: .utf8)) ?? ""
        guard process.terminationStatus == 0 else { throw Trouble("the import failed: \(log.suffix(1500))") }
        guard let first = seen.first, let last = seen.last, last.at > first.at else {
            throw Trouble("the import was too short to be measured")
        }
        add(
            Figure(
                name: "P11", what: "Complete Journey, \(Int(last.sales)) sales by 457 tills", unit: "sales/s",
                value: (last.sales - first.sales) / (Double(last.at - first.at) / 1e9), limit: pushLimit ?? 0, target: .reaches(3000),
                serverMicroseconds: (after.server - before.server) / last.sales,
                postgresMicroseconds: (after.postgres - before.postgres) / last.sales, note: "server's memory at most \(Int(peak)) MB"))
    }
}
