import Access
import ArgumentParser
import Door
import Operations
import RetailCore

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys of programs: list them, revoke one.", subcommands: [List.self, Revoke.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List keys: id, name, role, stores, made at, revoked at.")
        @OptionGroup var chain: ChosenChain

        mutating func run() async throws {
            try await Administration.of(chain) { administration in
                try await administration.each(KeyRow.self) {
                    say(
                        columns(
                            "\($0.id)", $0.title, $0.role, $0.stores.map(\.description).joined(separator: " "), "\($0.createdAt)",
                            $0.revokedAt.map { "\($0)" }))
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a key, everywhere at once.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The key's id.") var id: String

        mutating func run() async throws {
            guard let key = ID<APIKey>(id) else { throw ValidationError("\(id) is no id; see: retail key list.") }
            try await Administration.of(chain) { administration in
                try await administration.run(RevokeKey(key))
                try await administration.access.endSessions(of: ID(key), in: administration.tenant, why: "revoked")
                say("revoked \(key)")
            }
        }
    }
}
