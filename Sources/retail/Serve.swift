import API
import ArgumentParser
import Cluster
import Glibc
import JSON
import Logging
import Node
import Postgres
import RetailCore
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a server node.",
        discussion: """
            Without a database (DATABASE_URL or --database) it runs an embedded PostgreSQL in the data folder, reached through a Unix socket only.
            Several nodes may share a database: give each the same --database. To one whose database is embedded others on its machine are
            added by --join and its data folder.
            """)

    @OptionGroup var place: Place
    @OptionGroup(title: "Limits") var web: WebOptions
    @Option(help: "Data folder of a running server: a further node on its embedded database, on a port of its own.") var join: String?
    @Option(help: "Address to listen on; RETAIL_HOST in the environment, else 127.0.0.1.") var host: String?
    @Option(help: "Port to listen on; PORT in the environment, else 8080.") var port: Int?
    @Option(
        help:
            "Port for /metrics, /health and /ready alone, without TLS, not to be published; RETAIL_METRICS_PORT in the environment. /metrics is then nowhere else."
    )
    var metricsPort: Int?
    @Option(help: "Certificate chain (PEM); with --tls-key the server speaks HTTPS and wss.") var tlsCertificate: String?
    @Option(help: "Private key (PEM).") var tlsKey: String?
    @Flag(help: "Make a demo chain on the first start and print its log-ins.") var demo = false
    @Option(help: "Database sessions that write what people, programs and tills bring.") var writers = 5
    @Option(help: "Database sessions for what people and programs read.") var readers = 2
    @Option(help: "Database sessions for tokens and log-ins: so many read, so many write.") var accessSessions = 2
    @Option(help: "Database sessions for pulls and live sockets; two more write for them.") var syncReaders = 3
    @Option(help: "Database sessions for reports and the audit trail's readers: so many are answered at once, more wait.")
    var reportSessions = 2
    @Option(help: "Seconds that one statement of a report may take.") var reportTimeout = 120
    @Option(help: "Lanes per chain in which writes gather into batches.") var lanes = 4
    @Option(help: "Event loops; 0: one per core.") var threads = 0
    @Option(help: "Hours that tills keep what was acknowledged: no back-up or standby that is ever gone on from may be older.")
    var durableHours = 24
    @Option(help: "Seconds to finish what was accepted when told to stop.") var grace: Int64 = 10
    @OptionGroup(title: "Limits on who tries to come in") var access: AccessOptions

    func validate() throws {
        for (name, value, range) in [
            ("writers", writers, 1...200), ("readers", readers, 1...200), ("access-sessions", accessSessions, 1...200),
            ("sync-readers", syncReaders, 1...200), ("report-sessions", reportSessions, 1...200),
            ("report-timeout", reportTimeout, 1...3600), ("durable-hours", durableHours, 1...8760),
        ] where !range.contains(value) {
            throw ValidationError("--\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        guard join == nil || place.database == nil else {
            throw ValidationError("--join is for an embedded database: not with --database.")
        }
        guard (tlsCertificate == nil) == (tlsKey == nil) else { throw ValidationError("--tls-certificate and --tls-key go together.") }
    }

    mutating func run() async throws {
        let host = host ?? environment("RETAIL_HOST") ?? "127.0.0.1"
        let port = try Serve.number(port, "--port", "PORT") ?? 8080
        let metricsPort = try Serve.number(metricsPort, "--metrics-port", "RETAIL_METRICS_PORT")
        let signals = Signals()
        let logger = place.logger
        if let join { place.dataFolder = join }
        let cluster = place.databaseURL == nil && join == nil ? place.cluster(say) : nil
        do {
            if cluster != nil { say("Starting the embedded PostgreSQL in \(place.data)/postgres …") }
            let logins = try await join == nil ? place.logins(cluster) : place.joined()
            if cluster != nil { place.remember(logins) }
            var web = WebSettings(host: host, port: port, tls: nil)
            self.web.apply(to: &web)
            if let tlsCertificate, let tlsKey { web.tls = .init(certificateChainPath: tlsCertificate, keyPath: tlsKey) }
            web.eventLoopThreads = threads
            var settings = NodeSettings(
                database: .serving(
                    logins.node, writers: writers, readers: readers, accessSessions: accessSessions, syncReaders: syncReaders,
                    reportSessions: reportSessions, reportTimeoutMilliseconds: reportTimeout * 1000), web: web,
                sqlFolder: try place.sqlFolder(), auditKey: try AuditKey(place).signing())
            settings.auditFolder = "\(place.data)/audit"
            settings.owner = logins.owner
            settings.lanesPerTenant = lanes
            settings.access = access.limits
            settings.metricsPort = metricsPort
            settings.durableSeconds = Int64(durableHours) * 3600
            let node = try Node(settings, logger: logger, clock: Serve.clock)
            say("Connecting and migrating …")
            try await node.start { say("  \($0)") }
            let url = "\(web.tls == nil ? "http" : "https")://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(node.port)"
            if demo, join == nil { try await Demo(node: node, folder: place.data, url: url).prepare() }
            if demo, join != nil { say("The demo chain's log-ins are in \(place.data)/demo.json.") }
            if web.tls == nil, !Serve.isLocal(host) {
                say("Warning: \(host) is reached from other machines, and there is no TLS: passwords and tokens can be read on the way.")
                say("         Give --tls-certificate and --tls-key, or let a proxy that speaks TLS stand before it.")
            }
            if metricsPort != nil { say("/metrics, /health and /ready at port \(node.metricsPort)") }
            say("Serving at \(url)")
            await signals.wait()
            say("Stopping: finishing what was accepted …")
            await node.stop(graceSeconds: grace, releasesThreads: false)
            await cluster?.stop()
            say("Stopped.")
        } catch {
            await cluster?.stop()
            throw error
        }
    }

    /// The machine's; for drills wrong by so many seconds as RETAIL_CLOCK_OFFSET says.
    private static var clock: @Sendable () -> Instant {
        guard let seconds = environment("RETAIL_CLOCK_OFFSET").flatMap({ Int64($0) }) else { return systemClock }
        return { Instant(microseconds: systemClock().microseconds &+ seconds &* 1_000_000) }
    }

    /// A port from the option, else from the environment, where a word that is no port is refused, not passed over.
    private static func number(_ option: Int?, _ name: String, _ variable: String) throws -> Int? {
        let text = environment(variable)
        guard let number = option ?? text.flatMap({ Int($0) }) else {
            guard let text else { return nil }
            throw ValidationError("\(variable) is “\(text)”, which is no port: a number from 0 (any free one) to 65535.")
        }
        guard (0...65_535).contains(number) else {
            throw ValidationError(
                "\(option == nil ? variable : name) is \(number), which is no port: a number from 0 (any free one) to 65535.")
        }
        return number
    }

    /// Whether only this machine can connect.
    private static func isLocal(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
