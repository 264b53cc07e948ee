import Access
import Door
import JSON
import Operations
import RetailCore
import Web

/// Ending other people's sessions is part of looking after them.
enum EndSessions: Needing { static let needs = Permission.staffEdit }

struct SessionEntry: WireObject {
    var session: OpenSession
    var isCurrent: Bool

    init(_ session: OpenSession, current: ID<Session>) {
        (self.session, isCurrent) = (session, session.id == current)
    }

    init(_ fields: inout Fields) throws(Fault) {
        let id: ID<Session> = try fields.required("id")
        let kind: String = try fields.required("kind", .none, "staff, device or api_key.")
        session = OpenSession(
            id: id, kind: Actor.Kind(rawValue: kind) ?? .staff,
            subject: try fields.required("subject_id", .none, "Whose it is."), label: try fields.required("label"),
            address: try fields.required(
                "address", .none, "Where the log-in came from: an IPv4 address, or the first 64 bits of an IPv6 one; empty where unknown."),
            createdAt: try fields.required("created_at"),
            refreshUntil: try fields.optional("refresh_until", .none, "When it ends if nobody refreshes it; left out: not by itself."))
        isCurrent = try fields.required("current", .none, "Whether it is the one that asks.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("id", session.id)
        writer.member("kind", session.kind.rawValue)
        writer.member("subject_id", session.subject)
        writer.member("label", session.label)
        writer.member("address", session.address)
        writer.member("created_at", session.createdAt)
        writer.member("refresh_until", session.refreshUntil)
        writer.member("current", isCurrent)
    }
}

struct SessionPage: WireObject {
    var items: [SessionEntry]
    var next: ID<Session>?

    init(items: [SessionEntry], next: ID<Session>?) { (self.items, self.next) = (items, next) }

    init(_ fields: inout Fields) throws(Fault) {
        items = try fields.required("items")
        next = try fields.optional("next", .none, "Ask with after=next for the page behind; left out on the last.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("items", items)
        writer.member("next", next)
    }
}

extension Services {
    var sessionEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/sessions", tag: "Access", summary: "Open sessions: one's own, or other people's with staff.read",
                access: "any token",
                query: [
                    .int("limit", 1...1000, "Default 100."), .id("after", "The id before the page: what the page before gave as next."),
                    .flag("everybody", "All people's whom one may see."), .id("subject_id", "Those of one person."),
                ], answer: SessionPage.self, faults: ["access.forbidden", "session.unknown"]
            ) { call async throws(Fault) -> SessionPage in
                let session = try await session(call)
                let limit = try call.query.int("limit", default: 100)
                let subject: ID<Actor>? = try call.query.id("subject_id")
                if let subject, subject != session.actor.id { try await check(session, over: subject, for: ReadStaff.self) }
                let found = try await access.sessions(
                    try sessionFilter(call, session), in: session.tenant, after: try call.query.id("after"), limit: limit + 1)
                return SessionPage(
                    items: found.prefix(limit).map { SessionEntry($0, current: session.id) },
                    next: found.count > limit ? found[limit - 1].id : nil)
            },
            Endpoint(
                .delete, "/v1/sessions/{session_id}", tag: "Access",
                summary: "End a session, everywhere within a second: one's own, or another person's with staff.edit", access: "any token",
                answers: [], status: 204, faults: ["session.unknown", "access.forbidden", "access.store-scope"],
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    let unknown = Fault(.missing, "session.unknown", "There is no such session, or it has ended.")
                    guard let found = try await access.openSession(try call.id("session_id"), in: session.tenant) else { throw unknown }
                    if found.subject != session.actor.id {
                        // Devices are revoked and keys are revoked; their sessions are not ended behind their backs.
                        guard found.kind == .staff else { throw unknown }
                        try await check(session, over: found.subject, for: EndSessions.self)
                    }
                    let why = found.subject == session.actor.id ? "ended by its owner" : "ended by another"
                    guard try await access.end(found.id, of: found.subject, in: session.tenant, why: why) else { throw unknown }
                    note(session.tenant, session.actor.id, "session.end", "answered", "\(found.id) of \(found.subject)", call)
                    return .empty(204)
                }),
            Endpoint(
                .post, "/v1/auth/logout-all", tag: "Access", summary: "End all of one's own sessions, this one too", access: "any token",
                answers: [], status: 204,
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    try await access.endSessions(of: session.actor.id, in: session.tenant, why: "log-out of all")
                    note(session.tenant, session.actor.id, "logout_all", "answered", nil, call)
                    return .empty(204)
                }),
        ]
    }

    private func sessionFilter(_ call: Call, _ session: SessionContext) throws(Fault) -> SessionFilter {
        let subject: ID<Actor>? = try call.query.id("subject_id")
        guard try call.query.flag("everybody") == true || subject != nil else { return .of(session.actor.id) }
        if let subject, subject == session.actor.id { return .of(subject) }
        _ = try session.grant(for: ReadStaff.self)
        if let subject { return .of(subject) }
        return session.stores.map { .peopleWithin($0.sorted()) } ?? .people
    }

    /// Who ends another's sessions has all that the other has (`Authority`); who only sees them acts in all stores that the other acts in.
    ///
    /// - Throws: `access.forbidden`, `access.store-scope` (403); `session.unknown` (404) where there is no such person.
    private func check<Need: Needing>(_ session: SessionContext, over subject: ID<Actor>, for need: Need.Type) async throws(Fault) {
        let grant = try session.grant(for: need)
        guard let person = try await access.person(subject, in: grant.tenant) else {
            throw Fault(.missing, "session.unknown", "There is no such person.")
        }
        if need.needs != ReadStaff.needs { return try session.authority.hand(on: person.authority) }
        guard let stores = session.stores else { return }
        guard let theirs = person.stores, theirs.isSubset(of: stores) else {
            throw Fault(.forbidden, "access.store-scope", "This person acts in stores that you may not act in.")
        }
    }
}
