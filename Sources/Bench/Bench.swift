import Foundation
import Glibc

/// `scripts/bench` builds and calls this; its words are documented there.
@main
struct Main {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit(rlim_cur: 20_000, rlim_max: 20_000)
        if setrlimit(__rlimit_resource_t(7), &limit) != 0 {
            getrlimit(__rlimit_resource_t(7), &limit)
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(7), &limit)
        }
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            if words.count == 3, let port = Int(words[1]), let count = Int(words[2]) {
                if words[0] == "sockets" { return try Sockets.run(port: port, count: count) }
                if words[0] == "writer" { return try RawWriter.run(port: port, count: count) }
            }
            try measure(words)
        } catch {
            say("error: \(error)")
            exit(1)
        }
    }

    private static let all = ["C1", "C2", "C3", "C4", "P1", "P2", "P3", "P4", "P5", "P7", "P6", "P9", "P10", "P11", "P13"]

    private static func measure(_ words: [String]) throws {
        var options = Options()
        var report: String?
        var arguments = words[...]
        while let word = arguments.popFirst() {
            if word.hasPrefix("P") || word.hasPrefix("C") {
                options.names.append(word)
                continue
            }
            guard let value = arguments.popFirst() else { throw Trouble("\(word) needs a value") }
            switch word {
            case "--json": report = value
            case "--program": options.program = value
            case "--folder": options.folder = value
            case "--seconds": options.seconds = Double(value) ?? options.seconds
            case "--runs": options.runs = max(1, Int(value) ?? options.runs)
            case "--port": options.port = Int(value) ?? options.port
            case "--rows": options.rows = Int(value) ?? options.rows
            case "--tenants": options.tenants = Int(value) ?? options.tenants
            case "--against": options.against = value
            case "--pairs": options.pairs = max(1, Int(value) ?? options.pairs)
            case "--sockets": options.sockets = Int(value) ?? options.sockets
            default: throw Trouble("unknown option \(word)")
            }
        }
        options.journey = ProcessInfo.processInfo.environment["RETAIL_JOURNEY"].flatMap { $0.isEmpty ? nil : $0 }
        if let program = options.against { return try compare(options, program, report) }
        if options.names.isEmpty { options.names = all }
        var figures: [Figure] = []
        var failures: [String] = []
        var core = CoreMeasures(runs: options.runs)
        for name in options.names where name.hasPrefix("C") {
            do { try core.measure(name) } catch { failures.append("\(name): \(error)") }
        }
        figures += core.figures
        let rest = options.names.filter { $0.hasPrefix("P") }
        if !rest.isEmpty {
            let stage = try Stage(options)
            defer { stage.stop() }
            for name in rest {
                do {
                    try stage.shop.logIn()
                    try stage.measure(name)
                } catch {
                    // One that fails must not lose the others' figures.
                    failures.append("\(name): \(error)")
                }
            }
            figures += stage.figures
        }
        print(Figure.heading)
        for figure in figures { print(figure.row) }
        if let report { try write(figures, to: report) }
        for failure in failures { say("failed: \(failure)") }
        if !failures.isEmpty { throw Trouble("not every measurement succeeded") }
    }

    private static func compare(_ options: Options, _ program: String, _ report: String?) throws {
        let against = try Against(options, program)
        defer { against.stop() }
        let members = try against.run()
        guard let report else { return }
        try JSONSerialization.data(withJSONObject: members, options: [.prettyPrinted, .sortedKeys]).write(to: URL(fileURLWithPath: report))
    }

    private static func write(_ figures: [Figure], to path: String) throws {
        var members: [String: Any] = [:]
        for figure in figures {
            let isTaken = members[figure.name] != nil
            members[isTaken ? "\(figure.name) \(figure.what)" : figure.name] = figure.json
        }
        try JSONSerialization.data(withJSONObject: members, options: [.prettyPrinted, .sortedKeys]).write(to: URL(fileURLWithPath: path))
    }
}

extension Stage {
    func measure(_ name: String) throws {
        switch name {
        case "P1": try measureSales()
        case "P2": try measurePushes()
        case "P3": try measureLatency()
        case "P4":
            // Both come of the same sockets.
            try measureLive(options.names.contains("P5") ? ["P4", "P5"] : ["P4"])
        case "P5": if !options.names.contains("P4") { try measureLive(["P5"]) }
        case "P6": try measureSnapshot()
        case "P9": try measureGrowth()
        case "P10": try measureStart()
        case "P11": try measureJourney()
        case "P13": try measureCatchUp()
        case "P7": try measureTicks()
        default: throw Trouble("there is no \(name)")
        }
    }
}
