package import JSON
package import RetailCore

/// A login that stays valid: the access token is renewed when the server no longer takes it.
package actor StaffSession {
    private let caller: Caller
    private let tenant: String
    private let username: String
    private let password: Secret<String>
    private var access: Secret<String>?
    private var refresh: Secret<String>?
    /// One renewal for all who found the token stale at the same time: a refresh token works once.
    private var renewal: Task<Result<Secret<String>, Fault>, Never>?

    package init(_ caller: Caller, tenant: String, username: String, password: Secret<String>) {
        (self.caller, self.tenant, self.username, self.password) = (caller, tenant, username, password)
    }

    /// Sends with the current token, and once more with a new one if it was refused.
    package func json(_ method: String, _ path: String, idempotencyKey: OperationID? = nil, body: [UInt8] = []) async throws(Fault)
        -> JSONValue
    {
        let token: Secret<String>
        if let access { token = access } else { token = try await renewed(insteadOf: nil) }
        var request = TransportRequest(method, path, token: token, idempotencyKey: idempotencyKey, body: body)
        do {
            return try await caller.json(request)
        } catch {
            guard error.kind == .unauthenticated else { throw error }
            request.token = try await renewed(insteadOf: token)
            return try await caller.json(request)
        }
    }

    private func renewed(insteadOf stale: Secret<String>?) async throws(Fault) -> Secret<String> {
        if let access, access.exposed != stale?.exposed { return access }
        if let renewal { return try await renewal.value.get() }
        let task = Task { await self.renew() }
        renewal = task
        let result = await task.value
        renewal = nil
        return try result.get()
    }

    private func renew() async -> Result<Secret<String>, Fault> {
        if let refresh {
            self.refresh = nil
            if let token = try? await ask("/v1/auth/refresh", { $0.member("refresh_token", refresh.exposed) }) { return .success(token) }
        }
        do throws(Fault) {
            return .success(
                try await ask("/v1/auth/login") {
                    $0.member("tenant", tenant)
                    $0.member("username", username)
                    $0.member("password", password.exposed)
                })
        } catch { return .failure(error) }
    }

    private func ask(_ path: String, _ members: (inout JSONWriter) -> Void) async throws(Fault) -> Secret<String> {
        var writer = JSONWriter()
        writer.object(members)
        let reply = try await caller.json(TransportRequest("POST", path, body: writer.bytes))
        let token = Secret(try reply.text("access_token"))
        access = token
        refresh = Secret(try reply.text("refresh_token"))
        return token
    }
}
