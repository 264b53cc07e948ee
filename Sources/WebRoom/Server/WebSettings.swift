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
    package var maximumHeaderBytes = 32 << 10
    /// Beyond it connections wait in the kernel's backlog.
    package var maximumConnections = 12_000
    /// For reading a request's body, for a handler's answer, and for a streaming client that has stopped reading.
    package var requestTimeoutMilliseconds = 30_000
    /// For the next request's head on a kept connection, and for the first.
    package var idleTimeoutMilliseconds = 75_000
    /// Requests being answered at once; more are refused with 503 and Retry-After.
    package var maximumInFlight = 2_000
    /// 0: one per core.
    package var eventLoopThreads = 0
    package var slowRequestMilliseconds = 1_000
    package var gzipMinimumBytes = 1_024

    package init(host: String = "127.0.0.1", port: Int = 8080, tls: TLS? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}
