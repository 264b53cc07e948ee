import ArgumentParser
import Web

/// What a node bears from outside. Each limit that is reached is counted in `/metrics` (`http_refused_total`), where the limits stand too.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("trusted-proxy"),
        help: """
            A proxy (address or range, as 10.0.0.0/8) whose X-Forwarded-For or Forwarded is believed; may be repeated. Without it all who \
            come through a proxy count as one address.
            """) var trustedProxies: [String] = []
    @Option(
        name: .customLong("cors-origin"),
        help: """
            An origin (as https://shop.example) whose pages may call from a browser; may be repeated; * is every page. Without it none may.
            """) var corsOrigins: [String] = []
    @Option(help: "Connections at once, sockets included; further ones are told 503.") var connections = 12_000
    @Option(help: "Connections of one address (IPv6: one /64); further ones are told 429.") var connectionsPerAddress = 2_000
    @Option(help: "Live sockets of one address; further ones are told 429.") var socketsPerAddress = 1_000
    @Option(help: "Live sockets of one device or person; the oldest is closed (4013) when one more is opened.") var socketsPerDevice = 4
    @Option(help: "Messages a live socket may send within a second; more close it (1008).") var socketMessages = 100
    @Option(help: "Requests being answered at once; further ones are told 503.") var requests = 2_000
    @Option(help: "Requests of one address being answered at once; further ones are told 429.") var requestsPerAddress = 500
    @Option(help: "MiB of request bodies at once; further ones are told 503.") var bodyMebibytes = 256
    @Option(help: "MiB of request bodies of one address at once; further ones are told 429.") var bodyMebibytesPerAddress = 64
    @Option(
        help: """
            Refused requests a second that one address is answered at full speed; further ones wait up to 2 s each, as do new connections \
            (20 count as one refusal). 0: none waits.
            """) var refusalsPerSecond = 50
    @Option(help: "Seconds between two progresses of a body that comes or a reply that is read.") var progressTimeout = 30
    @Option(help: "Bytes a second that count as progress.") var minimumRate = 2_048
    @Option(help: "Seconds for an answer; then 503.") var answerTimeout = 45
    @Option(help: "Seconds a kept connection may be idle.") var idleTimeout = 75

    func validate() throws {
        for proxy in trustedProxies where AddressRange(proxy) == nil {
            throw ValidationError("--trusted-proxy \(proxy) is neither an address nor a range such as 10.0.0.0/8.")
        }
        for origin in corsOrigins where CrossOrigin([origin]) == nil {
            throw ValidationError("--cors-origin \(origin) is no origin such as https://shop.example or http://localhost:5173.")
        }
        let limits = [
            ("--connections", connections), ("--connections-per-address", connectionsPerAddress),
            ("--sockets-per-address", socketsPerAddress),
            ("--sockets-per-device", socketsPerDevice), ("--socket-messages", socketMessages), ("--requests", requests),
            ("--requests-per-address", requestsPerAddress), ("--body-mebibytes", bodyMebibytes),
            ("--body-mebibytes-per-address", bodyMebibytesPerAddress),
            ("--progress-timeout", progressTimeout), ("--answer-timeout", answerTimeout), ("--idle-timeout", idleTimeout),
        ]
        for (name, value) in limits where !(1...1_000_000).contains(value) {
            throw ValidationError("\(name) is a number from 1 to 1,000,000.")
        }
        guard (0...1_000_000).contains(refusalsPerSecond) else {
            throw ValidationError("--refusals-per-second is a number from 0 to 1,000,000.")
        }
        guard (0...1_000_000).contains(minimumRate) else { throw ValidationError("--minimum-rate is a number from 0 to 1,000,000.") }
    }

    func apply(to settings: inout WebSettings) {
        settings.trustedProxies = trustedProxies.compactMap(AddressRange.init)
        settings.crossOrigin = CrossOrigin(corsOrigins) ?? .none
        settings.maximumConnections = connections
        settings.maximumConnectionsPerAddress = connectionsPerAddress
        settings.maximumSocketsPerAddress = socketsPerAddress
        settings.maximumSocketsPerDevice = socketsPerDevice
        settings.maximumFramesPerSecond = socketMessages
        settings.maximumInFlight = requests
        settings.maximumInFlightPerAddress = requestsPerAddress
        settings.maximumBodyBytesInFlight = bodyMebibytes << 20
        settings.maximumBodyBytesPerAddress = bodyMebibytesPerAddress << 20
        settings.refusalsPerSecond = refusalsPerSecond
        settings.progressTimeoutMilliseconds = progressTimeout * 1_000
        settings.minimumBytesPerSecond = minimumRate
        settings.answerTimeoutMilliseconds = answerTimeout * 1_000
        settings.idleTimeoutMilliseconds = idleTimeout * 1_000
    }
}
