import ArgumentParser
import RetailCore

@main
struct Retail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retail", abstract: "The retail back end that chains can trust.",
        subcommands: [
            Serve.self, Migrate.self, TenantCommand.self, Import.self, Watch.self, DocumentCommand.self, PriceCommand.self,
            ScanCommand.self, VectorsCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
        } catch let fault as Fault {
            // The words of a fault are meant for people; its diagnosis, here, too: whoever runs this owns the server.
            exit(withError: Failure(fault))
        } catch {
            exit(withError: error)
        }
    }
}

/// A fault as the command line prints it.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ fault: Fault) {
        let fields = fault.fields.map { "\n  \($0.field)" + ($0.message == fault.detail ? "" : ": \($0.message)") }.joined()
        description = "\(fault.detail) (\(fault.code))\(fields)\(fault.diagnosis.map { "\n  \($0)" } ?? "")"
    }
}
