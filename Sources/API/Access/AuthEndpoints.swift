import Access
import Door
import JSON
import Operations
import RetailCore
import Secrets
import Web

struct LoginRequest: WireObject {
    var tenant: String
    var username: String
    var password: Secret<String>

    init(_ fields: inout Fields) throws(Fault) {
        tenant = try fields.required("tenant", .length(1...60), "The chain's short name.")
        username = try fields.required("username", .length(1...60))
        password = Secret(try fields.required("password", .length(1...200)))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("tenant", tenant)
        writer.member("username", username)
        writer.member("password", password.exposed)
    }
}

struct RefreshRequest: WireObject {
    var refreshToken: Secret<String>

    init(_ fields: inout Fields) throws(Fault) {
        refreshToken = Secret(try fields.required("refresh_token", .length(1...200)))
    }

    func members(_ writer: inout JSONWriter) { writer.member("refresh_token", refreshToken.exposed) }
}

struct TokenAnswer: WireObject {
    var access: Secret<String>
    var refresh: Secret<String>
    var expiresIn: Int64

    init(_ tokens: IssuedTokens) {
        (access, refresh, expiresIn) = (tokens.access.text, tokens.refresh.text, tokens.expiresInSeconds)
    }

    init(_ fields: inout Fields) throws(Fault) {
        access = Secret(try fields.required("access_token"))
        refresh = Secret(try fields.required("refresh_token", .none, "Works once; then the one that came with the answer does."))
        expiresIn = try fields.required("expires_in", .none, "Seconds.")
        _ = try fields.required("token_type") as String
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("access_token", access.exposed)
        writer.member("refresh_token", refresh.exposed)
        writer.member("expires_in", expiresIn)
        writer.member("token_type", "Bearer")
    }
}

struct WhoAmI: WireObject {
    var tenant: String
    var kind: String
    var id: ID<Actor>
    var label: String
    var role: String
    var permissions: [Permission]
    var stores: [ID<Store>]

    init(_ session: SessionContext) {
        (tenant, kind, id, label) = (session.tenant.slug, session.actor.kind.rawValue, session.actor.id, session.label)
        (role, permissions, stores) = (session.role, session.permissions.sorted(), session.stores?.sorted() ?? [])
    }

    init(_ fields: inout Fields) throws(Fault) {
        tenant = try fields.required("tenant")
        kind = try fields.required("kind", .none, "staff, device or api_key.")
        id = try fields.required("id")
        label = try fields.required("label")
        role = try fields.required("role")
        permissions = try fields.required("permissions")
        stores = try fields.required("store_ids", .none, "Empty: every store.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("tenant", tenant)
        writer.member("kind", kind)
        writer.member("id", id)
        writer.member("label", label)
        writer.member("role", role)
        writer.member("permissions", permissions)
        writer.member("store_ids", stores)
    }
}

extension Services {
    var authEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/auth/login", tag: "Access", summary: "Log in; ends the person's other session unless more are allowed",
                access: "public", body: LoginRequest.self,
                answer: TokenAnswer.self, faults: ["access.wrong-credentials", "access.locked", "access.busy"]
            ) { (call, request) async throws(Fault) -> TokenAnswer in
                let attempt = LoginAttempt(
                    tenant: request.tenant, username: request.username, password: request.password, address: call.remoteAddress)
                return try answer(try await access.login(attempt), "login", call)
            },
            Endpoint(
                .post, "/v1/auth/refresh", tag: "Access",
                summary: "New tokens for a refresh token, which works once; a lost answer is given again for half a minute",
                access: "public",
                body: RefreshRequest.self,
                answer: TokenAnswer.self,
                faults: ["access.refresh-invalid", "access.refresh-reused", "access.too-many-tries", "tenant.suspended"]
            ) { (call, request) async throws(Fault) -> TokenAnswer in
                try answer(try await access.refresh(request.refreshToken, address: call.remoteAddress), "refresh", call)
            },
            Endpoint(
                .post, "/v1/auth/logout", tag: "Access", summary: "End the session, everywhere at once", access: "any token", answers: [],
                status: 204,
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    try await access.logout(session)
                    note(session.tenant, session.actor.id, "logout", "answered", nil, call)
                    return .empty(204)
                }),
            Endpoint(
                .get, "/v1/auth/me", tag: "Access", summary: "Who the token belongs to and what it may do", access: "any token",
                answer: WhoAmI.self
            ) {
                call async throws(Fault) -> WhoAmI in WhoAmI(try await session(call))
            },
        ]
    }

    /// Tokens for who was let in; either way it is on record. What was typed as a name is not kept: it may be a password.
    private func answer(_ outcome: LoginOutcome, _ action: String, _ call: Call) throws(Fault) -> TokenAnswer {
        switch outcome {
        case .issued(let tokens):
            note(tokens.tenant, tokens.subject, action, "answered", nil, call)
            return TokenAnswer(tokens)
        case .refused(let fault, let tenant, let subject):
            if let tenant { countRefusal(tenant, subject ?? ID.none, action, fault.code, call) }
            throw fault
        }
    }

    /// What anybody can try a thousand times a second is counted, not written each time.
    func countRefusal(_ tenant: TenantContext, _ actor: ID<Actor>, _ action: String, _ code: String, _ call: Call) {
        audit.count(
            AuditAttempt(actor: actor, action: action, outcome: "refused", detail: code, from: call.origin), on: ID(actor), in: tenant)
    }

    func note(_ tenant: TenantContext, _ actor: ID<Actor>, _ action: String, _ outcome: String, _ detail: String?, _ call: Call) {
        audit.note(
            AuditAttempt(actor: actor, action: action, outcome: outcome, detail: detail, from: call.origin), on: ID(actor),
            in: tenant)
    }
}
