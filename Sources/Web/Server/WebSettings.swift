import NIOCore

/// How the server listens and what it bears. Every limit is here; none is "unlimited".
package struct WebSettings: Sendable {
    package struct TLS: Sendable {
        package var certificateChainPath: String
        package var keyPath: String

        package init(certificateChainPath: String, keyPath: String) {
            self.certificateChainPath = certificateChainPath
            self.keyPath = keyPath
        }
    }

    package var host: String
    /// 0: any free port; `WebServer.port` tells which.
    package var port: Int
    package var tls: TLS?
    package var maximumBodyBytes = 4 << 20
    /// Of an endpoint that anybody may ask: a log-in, a code, a refresh.
    package var maximumPublicBodyBytes = 8 << 10
    package var maximumHeaderBytes = 32 << 10
    /// Sockets included; also bounded by the open files the system allows. Further ones are told 503 and closed.
    package var maximumConnections = 12_000
    /// Of one address (IPv6: one /64); further ones are told 429 and closed. A store's tills often share one address.
    package var maximumConnectionsPerAddress = 2_000
    package var maximumSocketsPerAddress = 1_000
    /// The oldest is closed when a device opens one more.
    package var maximumSocketsPerDevice = 4
    /// Messages a socket may send within a second.
    package var maximumFramesPerSecond = 100
    /// Of all requests that are not answered yet: 503, or 429 where one address's share is used up.
    package var maximumBodyBytesInFlight = 256 << 20
    package var maximumBodyBytesPerAddress = 64 << 20
    /// Of a body whose sender's token has not been looked up yet.
    package var uncheckedBodyBytes = 64 << 10
    /// Who may say in `X-Forwarded-For` or `Forwarded` for whom it asks. Nobody is believed by default, not even this machine.
    package var trustedProxies: [AddressRange] = []
    /// Pages that may call from a browser.
    package var crossOrigin = CrossOrigin.none
    /// Between two progresses of a body that comes or a reply that is read. Slow lines are borne: a page of 4 MiB over 480 kbit/s takes more
    /// than a minute.
    package var progressTimeoutMilliseconds = 30_000
    /// What counts as progress: less than this on average, within the progress time-out, is none.
    package var minimumBytesPerSecond = 2_048
    /// For a handler's answer, and for the next piece of a stream. Longer than a statement may take (30 s) and wait (5 s).
    package var answerTimeoutMilliseconds = 45_000
    /// For a new connection's first head.
    package var firstRequestTimeoutMilliseconds = 30_000
    /// For the next request's head on a kept connection.
    package var idleTimeoutMilliseconds = 75_000
    /// Requests being answered at once; more are refused with 503 and Retry-After.
    package var maximumInFlight = 2_000
    package var maximumInFlightPerAddress = 500
    /// Refused requests a second that one address is answered at full speed, with four seconds' worth saved up; further ones wait, up to
    /// two seconds each. New connections and what is read to be thrown away count in proportion (`Pace`). 0: none waits.
    package var refusalsPerSecond = 50
    /// 0: one per core.
    package var eventLoopThreads = 0
    package var slowRequestMilliseconds = 1_000
    package var gzipMinimumBytes = 1_024

    package init(host: String = "127.0.0.1", port: Int = 8080, tls: TLS? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }

    /// Often enough that no time-out is missed by more than a quarter, and at least every second.
    var sweepInterval: TimeAmount {
        .milliseconds(
            Int64(max(10, min(1_000, progressTimeoutMilliseconds / 4, answerTimeoutMilliseconds / 4, idleTimeoutMilliseconds / 4))))
    }
}
