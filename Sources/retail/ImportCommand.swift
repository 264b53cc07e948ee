import ArgumentParser
import RetailCore
import Simulator

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring data in from elsewhere.", subcommands: [CompleteJourney.self])

    struct CompleteJourney: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "complete-journey",
            abstract: "A year of real receipts (84.51°, The Complete Journey), pushed by one simulated till per store.",
            discussion: """
                DIR holds the CSV files that scripts/complete-journey makes. The import can be stopped at any moment and started again: it goes on
                where it was and pushes nothing twice. At the end it compares the server's reports and every till's view with the files, to the cent.

                With --dry-run nothing is sent anywhere: every basket is priced, settled, put on a receipt, chained and counted by the core alone,
                as a till without network would, and compared with the files.
                """)

        @Argument(help: "Folder of the CSV files.") var folder: String
        @Option(help: "The server.") var url = "http://127.0.0.1:8080"
        @Option(help: "The chain, which should be empty.") var tenant: String?
        @Option(help: "Somebody who may make stores, products and devices.") var username = "owner"
        @Option(help: "The password; better RETAIL_PASSWORD in the environment, for options can be read by everybody on the machine.")
        var password: String?
        @Option(help: "Tills at work at once.") var tills = 16
        @Option(help: "Sales in a push.") var operationsPerPush = 50

        @Flag(help: "Without a server: price every basket and compare.") var dryRun = false

        mutating func run() async throws {
            if dryRun {
                let report = try await JourneyPricing(folder: folder, progress: TerminalProgress()).run()
                say("\(report)")
                if !report.isClean { throw ExitCode.failure }
                return
            }
            guard let tenant else { throw ValidationError("Give --tenant, or --dry-run.") }
            guard let password = password ?? environment("RETAIL_PASSWORD") else {
                throw ValidationError("Give --password or RETAIL_PASSWORD.")
            }
            let settings = ImportSettings(
                folder: folder, url: url, tenant: tenant, username: username, password: Secret(password), tills: tills,
                operationsPerPush: operationsPerPush)
            let report = try await CompleteJourneyImport(settings, progress: TerminalProgress()).run()
            say("\(report)")
            if !report.isClean { throw ExitCode.failure }
        }
    }
}
