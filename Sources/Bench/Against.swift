import Foundation

/// This checkout against another one: the same load on a server of each, by turns, so that what else the machine does hits both.
///
/// What counts is the CPU of an operation, as a ratio: its median over the pairs, and an interval that holds it nine times in ten.
struct Against {
    private static let names = ["P1", "P2", "P7"]
    private let options: Options
    private let ours: Stage
    private let theirs: Stage

    /// - Parameter program: the other checkout's `retail`.
    init(_ options: Options, _ program: String) throws {
        self.options = options
        ours = try Stage(options, needsLimits: false)
        var other = options
        (other.program, other.port, other.folder) = (program, options.port + 1, options.folder + "/other")
        try FileManager.default.createDirectory(
            atPath: other.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
        do { theirs = try Stage(other, needsLimits: false) } catch {
            ours.stop()
            throw error
        }
    }

    func stop() {
        ours.stop()
        theirs.stop()
    }

    func run() throws -> [String: Any] {
        let wanted = options.names.isEmpty ? Against.names : options.names
        var report: [String: Any] = [:]
        print("P    pairs  CPU of server        CPU of server and PostgreSQL   rate                 worse   µs server, here / there")
        for name in wanted {
            let loads = (try load(name, ours), try load(name, theirs))
            var pairs: [(here: Measured, there: Measured)] = []
            for round in 0..<options.pairs {
                say("\(name): pair \(round + 1) of \(options.pairs)")
                // Who begins changes, or a machine that slows down would always hit the same one.
                let first = round % 2 == 0 ? try loads.0() : try loads.1()
                let second = round % 2 == 0 ? try loads.1() : try loads.0()
                pairs.append(round % 2 == 0 ? (first, second) : (second, first))
            }
            report[name] = describe(name, pairs)
        }
        return report
    }

    private func load(_ name: String, _ stage: Stage) throws -> () throws -> Measured {
        try stage.shop.logIn()
        switch name {
        case "P1": return { try stage.sales(stores: 1) }
        case "P2": return { try stage.pushes() }
        case "P7":
            let requests = try stage.ticks()
            return { try stage.same(requests) }
        default: throw Trouble("\(name) is not measured against another checkout: \(Against.names.joined(separator: ", ")) are")
        }
    }

    private func describe(_ name: String, _ pairs: [(here: Measured, there: Measured)]) -> [String: Any] {
        func whole(_ run: Measured) -> Double { run.serverMicroseconds + run.postgresMicroseconds }
        let server = Interval(pairs.map { $0.here.serverMicroseconds / $0.there.serverMicroseconds })
        let both = Interval(pairs.map { whole($0.here) / whole($0.there) })
        let rate = Interval(pairs.map { $0.here.rate / $0.there.rate })
        let isWorse = server.low > 1.05
        let (here, there) = (median(pairs.map(\.here.serverMicroseconds)), median(pairs.map(\.there.serverMicroseconds)))
        print(
            "\(name)   \(pairs.count)     \(server)   \(both)             \(rate)   \(isWorse ? "WORSE" : "no")      \(String(format: "%.1f / %.1f", here, there))"
        )
        return [
            "pairs": pairs.count, "server_cpu": server.json, "server_and_postgres_cpu": both.json, "rate": rate.json, "worse": isWorse,
            "cpu_us_server": here, "cpu_us_server_there": there,
        ]
    }
}

/// A median and what holds it nine times in ten, by the order of what was measured: no assumption of how it is spread.
struct Interval: CustomStringConvertible {
    let middle: Double
    let low: Double
    let high: Double

    init(_ values: [Double]) {
        let sorted = values.sorted()
        middle = median(sorted)
        // The chance that the median lies below the k-th is that of fewer than k heads in n throws.
        var (rank, chance, term) = (0, 0.0, pow(0.5, Double(sorted.count)))
        while rank < sorted.count / 2, chance + term <= 0.05 {
            chance += term
            term *= Double(sorted.count - rank) / Double(rank + 1)
            rank += 1
        }
        let index = max(0, rank - 1)
        (low, high) = (sorted[index], sorted[sorted.count - 1 - index])
    }

    var description: String { String(format: "%.3f (%.3f–%.3f)", middle, low, high) }
    var json: [String: Any] { ["median": middle, "low": low, "high": high] }
}
