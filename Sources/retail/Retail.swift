import ArgumentParser
import RetailCore

@main
struct Retail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retail", abstract: "The retail back end that chains can trust.",
        subcommands: [
            Serve.self, Migrate.self, TenantCommand.self, StaffCommand.self, SessionCommand.self, KeyCommand.self, DeviceCommand.self,
            AuditCommand.self, EpochCommand.self, BackupCommand.self, RestoreCommand.self, VerifyCommand.self, Import.self, Watch.self,
            DocumentCommand.self, PriceCommand.self, ScanCommand.self, VectorsCommand.self,
        ])

    static func main() async {
        do {
            do {
                var command = try parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
            } catch let status as ExitCode {
                // All was said, if it was: a status speaks of an answer.
                try Output.finish()
                throw status
            }
            try Output.finish()
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
        let fields = fault.fields.map { field in
            // Without a name it is about all that was given.
            "\n  " + [field.field, field.message == fault.detail ? "" : field.message].filter { !$0.isEmpty }.joined(separator: ": ")
        }.joined()
        description = "\(fault.detail) (\(fault.code))\(fields)\(fault.diagnosis.map { "\n  \($0)" } ?? "")"
    }
}
