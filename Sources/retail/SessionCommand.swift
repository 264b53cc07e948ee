import Access
import ArgumentParser
import Door
import Node
import Operations
import Postgres
import RetailCore
import Secrets

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "People's sessions: list them, end them.", subcommands: [List.self, End.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the open sessions of a chain's people.")
        @OptionGroup var chain: ChosenChain
        @Option(help: "Only those of the person with this user name.") var user: String?

        mutating func run() async throws {
            let user = user
            try await Administration.of(chain) { administration in
                let (access, tenant) = (administration.access, administration.tenant)
                let filter: SessionFilter = if let user { .of(try await access.person(named: user, in: tenant)) } else { .people }
                var after: ID<Session>?
                repeat {
                    let page = try await access.sessions(filter, in: tenant, after: after, limit: 1000)
                    for session in page {
                        let until = session.refreshUntil.map { "\($0)" }
                        say(columns("\(session.id)", session.label, session.address, "\(session.createdAt)", until))
                    }
                    after = page.count == 1000 ? page.last?.id : nil
                } while after != nil
            }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a session, or all of a person; effective on every node within a second.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The session's id, as the list has it.") var session: String?
        @Option(help: "All sessions of the person with this user name.") var user: String?

        func validate() throws {
            guard (session == nil) != (user == nil) else { throw ValidationError("Give the session's id, or --user.") }
            guard session.map({ ID<Session>($0) != nil }) ?? true else { throw ValidationError("That is no session's id.") }
        }

        mutating func run() async throws {
            let (session, user) = (session.flatMap { ID<Session>($0) }, user)
            let logger = chain.place.logger
            try await Administration.of(chain) { administration in
                let (access, tenant) = (administration.access, administration.tenant)
                let subject: ID<Actor>
                if let session {
                    guard let open = try await access.openSession(session, in: tenant),
                        try await access.end(session, of: open.subject, in: tenant, why: "command line")
                    else { throw Fault(.missing, "session.unknown", "There is no such session, or it has ended.") }
                    subject = open.subject
                } else {
                    subject = try await access.person(named: user ?? "", in: tenant)
                    try await access.endSessions(of: subject, in: tenant, why: "command line")
                }
                let detail = "\(session?.description ?? "all") of \(subject)"
                let trail = AuditTrail(database: administration.database, logger: logger, clock: systemClock)
                trail.note(
                    AuditAttempt(
                        actor: ID(tenant.id), action: "session.end", outcome: "answered", detail: detail,
                        from: Origin(requestID: "command line", address: "")),
                    on: ID(tenant.id), in: tenant)
                await trail.flush()
                say("ended \(detail)")
            }
        }
    }
}
