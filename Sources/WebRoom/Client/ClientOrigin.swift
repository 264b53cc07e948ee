import NIOCore
import NIOHTTP1
import NIOSSL
import RetailCore

/// Where a client connects to: `http://host:port` or `https://host:port`, and with what trust.
struct ClientOrigin: Sendable {
    let host: String
    let port: Int
    /// nil: plain text.
    let tls: NIOSSLContext?
    let hostHeader: String

    /// - Throws: `client.bad-url` (400), `client.bad-certificate` (500).
    init(_ url: String, trustedCertificatePath: String?) throws(Fault) {
        let (isSecure, rest) = try ClientOrigin.scheme(url)
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
        guard !authority.isEmpty, authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !authority.contains(where: { "/?#@\\".contains($0) })
        else {
            throw ClientOrigin.bad(url)
        }
        var name = authority
        var port: Int?
        // In `[::1]:8080` only a colon after the bracket starts the port.
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            name = authority[..<colon]
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { throw ClientOrigin.bad(url) }
            port = Int(number)
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        guard !name.isEmpty else { throw ClientOrigin.bad(url) }
        host = String(name)
        self.port = port ?? (isSecure ? 443 : 80)
        hostHeader = String(authority)
        tls = isSecure ? try ClientOrigin.context(trustedCertificatePath) : nil
    }

    /// What stands closest to the wire: TLS where the origin asks for it, with the name on the certificate checked.
    func addTLS(to channel: any Channel) throws {
        guard let tls else { return }
        // SNI takes no addresses; without a name the certificate is held against the address that was connected to.
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host))
    }

    private static func scheme(_ url: String) throws(Fault) -> (isSecure: Bool, rest: Substring) {
        for (scheme, isSecure) in [("http://", false), ("https://", true), ("ws://", false), ("wss://", true)] where url.hasPrefix(scheme) {
            return (isSecure, url.dropFirst(scheme.count))
        }
        throw bad(url)
    }

    private static func bad(_ url: String) -> Fault {
        Fault(
            .malformed, "client.bad-url",
            "Expected a server such as http://127.0.0.1:8080 or https://retail.example, without a path; got \(url.prefix(200)).")
    }

    private static func context(_ trustedCertificatePath: String?) throws(Fault) -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let trustedCertificatePath {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trustedCertificatePath))]
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Fault(.broken, "client.bad-certificate", "The certificate \(trustedCertificatePath ?? "store") can't be used: \(error)")
        }
    }
}
