import ArgumentParser
import JSON
import RetailCore
import SyncProtocol
import Web

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow a device's live socket in the terminal.",
        discussion: "Prints each message as it comes; Ctrl-C ends it. It comes back by itself when the server was away.")

    @Option(help: "The server.") var url = "http://127.0.0.1:8080"
    @Option(help: "The device's token; RETAIL_TOKEN in the environment.") var token: String?
    @Option(help: "CA certificate (PEM) to trust besides the system's.") var certificate: String?

    mutating func run() async throws {
        guard let token = token ?? environment("RETAIL_TOKEN") else { throw ValidationError("Give --token or RETAIL_TOKEN.") }
        var cursors = Cursors()
        var attempt = 0
        while true {
            do {
                let client = try await LiveClient.connect(
                    url: url, path: "/v1/sync/live", subprotocol: Live.subprotocol, trustedCertificatePath: certificate)
                try await client.send(JSONWriter.bytes(of: Live.Hello(token: Secret(token), cursors: cursors)))
                for await message in client.messages {
                    attempt = 0
                    say(String(decoding: message, as: UTF8.self))
                    if let value = try? JSONDocument(message).root, let change = try? Live.Change.read(value) {
                        cursors.positions[change.stream] = max(cursors.positions[change.stream] ?? .start, change.entry.position)
                    } else if let value = try? JSONDocument(message).root, let welcome = try? Live.Welcome.read(value) {
                        for (name, head) in welcome.heads.positions {
                            cursors.positions[name] = max(cursors.positions[name] ?? .start, head)
                        }
                    }
                }
                let code = client.closeCode ?? 1006
                guard code < 4500 else {
                    say("closed for good: \(code)")
                    throw ExitCode.failure
                }
                say("closed: \(code); coming back")
            } catch let fault as Fault {
                say("\(fault.detail) (\(fault.code)); coming back")
            }
            attempt += 1
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...min(30_000, 250 << min(attempt, 7)))))
        }
    }
}
