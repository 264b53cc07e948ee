import Access
import ArgumentParser
import Chain
import Door
import Operations
import RetailCore
import Secrets

struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "People: list, change, dismiss, take back, reset a password.",
        subcommands: [List.self, Edit.self, Dismiss.self, Rehire.self, Reset.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the chain's people: id, user name, role, stores, status, name.")
        @OptionGroup var chain: ChosenChain

        mutating func run() async throws {
            try await Administration.of(chain) { administration in
                try await administration.each(StaffRow.self) {
                    say(
                        columns(
                            "\($0.id)", $0.username, $0.role, $0.stores.map(\.description).joined(separator: " "), $0.status.rawValue,
                            $0.name))
                }
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change name, role, stores or sessions; acts at once, everywhere.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The person's user name.") var username: String
        @Option(help: "The person's name.") var name: String?
        @Option(help: "A role, built in or the chain's own.") var role: String?
        @Option(help: "A store's short code; can be repeated. These replace those before.") var store: [String] = []
        @Flag(help: "Every store of the chain.") var everyStore = false
        @Option(help: "true: a new log-in leaves the others alone.") var manySessions: Bool?

        func validate() throws {
            guard store.isEmpty || !everyStore else { throw ValidationError("--store and --every-store don't go together.") }
        }

        mutating func run() async throws {
            let command = self
            try await Administration.of(chain) { administration in
                let row = try await administration.one(StaffRow.self, "username", command.username)
                var stores: [ID<Store>]? = command.everyStore ? [] : nil
                for code in command.store {
                    stores = (stores ?? []) + [try await administration.one(StoreRow.self, "code", code).id]
                }
                var operation = UpdateStaff(
                    row.id, row.rowVersion,
                    StaffEdit(title: command.name, role: command.role, stores: stores, allowsManySessions: command.manySessions))
                operation.otherOwners = try await administration.access.owners(otherThan: row.id, in: administration.tenant)
                try await administration.run(operation)
                try await administration.access.changed(ID(row.id), in: administration.tenant)
                say("changed \(row.username)")
            }
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Dismiss somebody: no session and no log-in from now on.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The person's user name.") var username: String

        mutating func run() async throws {
            let username = username
            try await Administration.of(chain) { administration in
                let row = try await administration.one(StaffRow.self, "username", username)
                var operation = DismissStaff(row.id)
                operation.otherOwners = try await administration.access.owners(otherThan: row.id, in: administration.tenant)
                try await administration.run(operation)
                try await administration.access.endSessions(of: ID(row.id), in: administration.tenant)
                say("dismissed \(row.username)")
            }
        }
    }

    struct Rehire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take somebody back who was dismissed.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The person's user name.") var username: String

        mutating func run() async throws {
            let username = username
            try await Administration.of(chain) { administration in
                let row = try await administration.one(StaffRow.self, "username", username)
                try await administration.run(RehireStaff(row.id))
                say("took \(row.username) back")
            }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-password",
            abstract: "Take somebody's password away; prints a token that sets a new one, once, within an hour.",
            discussion: "The way back in for an owner whose password is lost: POST /v1/auth/password-reset takes the token.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The person's user name.") var username: String

        mutating func run() async throws {
            let username = username
            try await Administration.of(chain) { administration in
                let row = try await administration.one(StaffRow.self, "username", username)
                // Shown once: the command line has no token of its own to show it again by.
                let (secret, nonce) = (DerivedSecret(bearer: Token(new: .access).text), DerivedSecret.nonce())
                let token = secret.token(.passwordReset, nonce: nonce)
                var operation = ResetPassword(row.id)
                operation.prepared = ResetPassword.Prepared(
                    digest: token.digest.bytes, nonce: nonce,
                    encodedPassword: try await administration.access.passwords.hash(Token(new: .passwordReset).text))
                try await administration.run(operation)
                try await administration.access.endSessions(of: ID(row.id), in: administration.tenant)
                say(token.text.exposed)
            }
        }
    }
}
