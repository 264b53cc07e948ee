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
            Several nodes may share a database: give each the same --database.
            """)

    @OptionGroup var place: Place
    @OptionGroup(title: "Limits") var web: WebOptions
    @Option(help: "Address to listen on.") var host = "127.0.0.1"
    @Option(help: "Port to listen on; PORT in the environment, else 8080.") var port: Int?
    @Option(help: "Certificate chain (PEM); with --tls-key the server speaks HTTPS and wss.") var tlsCertificate: String?
    @Option(help: "Private key (PEM).") var tlsKey: String?
    @Flag(help: "Make a demo chain on the first start and print its log-ins.") var demo = false
    @Option(help: "Database sessions that write.") var writers = 8
    @Option(help: "Database sessions that read.") var readers = 4
    @Option(help: "Lanes per chain in which writes gather into batches.") var lanes = 4
    @Option(help: "Event loops; 0: one per core.") var threads = 0
    @Option(help: "Seconds to finish what was accepted when told to stop.") var grace: Int64 = 10
    @OptionGroup(title: "Limits on who tries to come in") var access: AccessOptions

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else { throw ValidationError("--tls-certificate and --tls-key go together.") }
    }

    mutating func run() async throws {
        let signals = Signals()
        let logger = place.logger
        let cluster = place.databaseURL == nil ? place.cluster() : nil
        do {
            let logins = try await place.logins(cluster)
            if cluster != nil { place.remember(logins) }
            let port = port ?? environment("PORT").flatMap { Int($0) } ?? 8080
            var web = WebSettings(host: host, port: port, tls: nil)
            self.web.apply(to: &web)
            if let tlsCertificate, let tlsKey { web.tls = .init(certificateChainPath: tlsCertificate, keyPath: tlsKey) }
            web.eventLoopThreads = threads
            var settings = NodeSettings(
                database: DatabaseSettings(connection: logins.node, writers: writers, readers: readers), web: web,
                sqlFolder: try place.sqlFolder(), auditKey: try AuditKey(place).signing())
            settings.auditFolder = "\(place.data)/audit"
            settings.owner = logins.owner
            settings.lanesPerTenant = lanes
            settings.access = access.limits
            let node = try Node(settings, logger: logger)
            say("Connecting and migrating …")
            try await node.start { say("  \($0)") }
            let url = "\(web.tls == nil ? "http" : "https")://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(node.port)"
            if demo { try await Demo(node: node, folder: place.data, url: url).prepare() }
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
}
