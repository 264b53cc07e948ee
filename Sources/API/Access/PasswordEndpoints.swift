import Access
import Door
import JSON
import Operations
import RetailCore
import Secrets
import Web

struct PasswordRequest: WireObject {
    var current: Secret<String>
    var new: Secret<String>

    init(_ fields: inout Fields) throws(Fault) {
        current = Secret(try fields.required("current_password", .length(1...200)))
        new = Secret(try fields.required("new_password", .length(10...200), "At least 10 characters."))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("current_password", current.exposed)
        writer.member("new_password", new.exposed)
    }
}

struct PasswordResetRequest: WireObject {
    var tenant: String
    var token: Secret<String>
    var new: Secret<String>

    init(_ fields: inout Fields) throws(Fault) {
        tenant = try fields.required("tenant", .length(1...60), "The chain's short name.")
        token = Secret(try fields.required("token", .length(1...200)))
        new = Secret(try fields.required("new_password", .length(10...200), "At least 10 characters."))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("tenant", tenant)
        writer.member("token", token.exposed)
        writer.member("new_password", new.exposed)
    }
}

extension Services {
    var passwordEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/auth/password", tag: "Access", summary: "Change one's own password; ends all of one's sessions, this one too",
                access: ChangePassword.needs.rawValue, body: PasswordRequest.self, answers: [], status: 204,
                faults: ["access.wrong-password", "access.password-changed", "access.busy"],
                reply: { (call, request) async throws(Fault) -> Reply in
                    let session = try await session(call)
                    _ = try session.grant(for: ChangePassword.self)
                    guard let encoded = try await access.verified(request.current, of: ID(session.actor.id), in: session.tenant) else {
                        note(session.tenant, session.actor.id, ChangePassword.name, "refused", "access.wrong-password", call)
                        // A stolen session is no place to guess the password from.
                        if access.countWrongPassword(of: ID(session.actor.id), in: session.tenant) {
                            try await access.endSessions(of: session.actor.id, in: session.tenant, why: "wrong passwords")
                        }
                        throw Fault(
                            .forbidden, "access.wrong-password", "This is not the present password; after five tries the session ends.")
                    }
                    return try await set(request.new, .old(encoded: encoded), call, as: session)
                }
            ).heeding(.idempotencyKey).reaching(EndpointScope.operation(ChangePassword.name).words),
            Endpoint(
                .post, "/v1/auth/password-reset", tag: "Access", summary: "Set a new password with the token of a reset",
                access: "public", body: PasswordResetRequest.self, answers: [], status: 204,
                faults: ["access.reset-invalid", "access.too-many-tries", "access.busy"],
                reply: { (call, request) async throws(Fault) -> Reply in
                    let (session, digest) = try await access.session(
                        resetting: request.token, tenant: request.tenant, address: call.remoteAddress)
                    return try await set(request.new, .reset(digest: digest), call, as: session)
                }
            ).heeding(.idempotencyKey),
        ]
    }

    private func set(
        _ password: Secret<String>, _ proof: ChangePassword.Proof, _ call: Call, as session: SessionContext
    ) async throws(Fault) -> Reply {
        let operation = ChangePassword(proof, encoded: try await access.passwords.hash(password))
        let answer = try await run(operation, call, as: session)
        if answer.isReplay { try await access.check(password, isThatOf: ID(session.actor.id), in: session.tenant) }
        try await access.endSessions(of: session.actor.id, in: session.tenant, why: "password changed")
        return Services.done(answer)
    }
}
