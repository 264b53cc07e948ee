import Foundation
import Glibc

extension Stage {
    /// P1: the limit's clients have a store each, so that none waits for another's rows: PostgreSQL at its best.
    func measureSales() throws {
        say("P1: a sale per request")
        let runs = try alternate([
            { [self] in try sales(stores: 1) }, { [self] in try sales(stores: 8) },
            { [self] in try server.pgbench(limits.sale, clients: 16, seconds: options.seconds) },
        ])
        let limit = runs[2].middle
        saleRate = runs[0].middle
        for (name, run, what) in [("P1", runs[0].middle, "one store"), ("P1b", runs[1].middle, "8 stores")] {
            add(
                Figure(
                    name: name, what: "3-line sale per request, \(what)", unit: "sales/s", value: run.rate, limit: limit.rate,
                    target: .atLeast(1),
                    serverMicroseconds: run.serverMicroseconds, postgresMicroseconds: run.postgresMicroseconds,
                    note: "p50 \(Int(run.percentile(0.5))) µs, pgbench \(Int(limit.postgresMicroseconds)) µs PG"))
        }
    }

    func measurePushes() throws {
        say("P2: pushes of 50 sales by 32 tills")
        let runs = try alternate([
            { [self] in try pushes() },
            { [self] in
                var measured = try server.pgbench(limits.fiftySales, clients: 32, seconds: options.seconds)
                measured.operations *= 50
                return measured
            },
        ])
        let (run, limit) = (runs[0].middle, runs[1].middle)
        pushLimit = limit.rate
        add(
            Figure(
                name: "P2", what: "pushed sales, 50 a push, 32 stores", unit: "sales/s", value: run.rate, limit: limit.rate,
                target: .atLeast(0.7),
                serverMicroseconds: run.serverMicroseconds, postgresMicroseconds: run.postgresMicroseconds,
                note: "pgbench \(Int(limit.postgresMicroseconds)) µs PG"))
    }

    func measureLatency() throws {
        if saleRate == nil { saleRate = try sales(stores: 1) }
        let rate = (saleRate?.rate ?? 0) / 2
        say("P3: p99 at \(Int(rate)) sales/s")
        var percentiles: [Double] = []
        var syncs: [Double] = []
        var last = Measured()
        for _ in 0..<options.runs {
            syncs.append(try syncMicroseconds())
            last = try sales(stores: 1, rate: rate)
            percentiles.append(last.percentile(0.99))
        }
        add(
            Figure(
                name: "P3", what: "p99 of P1 at half its rate", unit: "µs", value: median(percentiles), limit: 5 * median(syncs) + 5000,
                target: .atMost(1),
                serverMicroseconds: last.serverMicroseconds, postgresMicroseconds: last.postgresMicroseconds,
                note: "fdatasync \(Int(median(syncs))) µs, \(Int(rate))/s"))
    }

    /// The median of write 4 KiB and fdatasync, where the database is.
    private func syncMicroseconds() throws -> Double {
        let path = options.folder + "/sync"
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0 else { throw Trouble("can't write \(path)") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 7, count: 4096)
        var times: [Double] = []
        for round in 0..<300 {
            let started = nanoseconds()
            pwrite(file, page, page.count, off_t(round % 64 * 4096))
            fdatasync(file)
            times.append(Double(nanoseconds() - started) / 1000)
        }
        return median(times)
    }
}
