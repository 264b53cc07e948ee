import RetailCore

/// A thread that looks at the hosts no session is on: one with a newer history is where this node belongs, though the old one may answer still
/// (it was cut off from others, or it was stopped and goes on). So all nodes come to be on the same server.
final class Scout: Sendable {
    static let intervalMilliseconds = 2_000
    private let servers: Servers
    private let stop = StopSignal()

    init(_ servers: Servers) { self.servers = servers }

    func run() {
        while !stop.isRaised {
            let home = servers.home
            for index in servers.hosts.hosts.indices where index != home && !stop.isRaised {
                // A standby refuses a session that is to write: that is the usual answer.
                guard let identity = try? servers.look(at: index, stop) else { continue }
                servers.found(identity, at: index)
            }
            stop.wait(milliseconds: Scout.intervalMilliseconds)
        }
    }

    func shutdown() { stop.raise() }
}
