import Operations
import Postgres
package import RetailCore
import Secrets

extension Access {
    /// New tokens for old. Each refresh token works once; any that comes again later was stolen or kept, and the session ends
    /// (RFC 9700, 4.14.2).
    ///
    /// For half a minute the one that was used last gives the same answer again, as long as its successor was not used: the answer was
    /// lost, or two windows asked at once. What it gave is not kept anywhere: it is worked out from the token itself (docs/adr/0014).
    ///
    /// What is refused is `access.refresh-reused` (401), of a session that was somebody's.
    ///
    /// - Throws: `access.refresh-invalid` (401), `access.too-many-tries` (429), `tenant.suspended` (403).
    package func refresh(_ presented: Secret<String>, address: String) async throws(Fault) -> LoginOutcome {
        let block = AddressBlock(address)
        try tries.refuseIfRefreshSlowed(block)
        guard let token = Token(presented.exposed), token.kind == .refresh else {
            tries.unknownRefresh(block)
            throw Access.refreshInvalid
        }
        let rotation = Rotation(of: token, graceSeconds: limits.refreshGraceSeconds)
        let outcome = try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> Rotation.Outcome in
            try rotation.carryOut(&transaction)
        }
        switch outcome {
        case .unknown:
            tries.unknownRefresh(block)
            throw Access.refreshInvalid
        case .expired: throw Access.refreshInvalid
        case .suspended: throw Access.suspended
        case .reused(let session):
            await tell(AccessChange(session.subject, in: session.tenant))
            let fault = Fault(
                .unauthenticated, "access.refresh-reused",
                "This refresh token was used before; the session has been ended to be safe. Log in again.")
            return .refused(fault, tenant: try await directory.tenant(id: session.tenant), subject: session.subject)
        case .issued(let session, let tokens, let seconds):
            await tell(AccessChange(session.subject, in: session.tenant))
            return .issued(try await issued(session, tokens, seconds))
        case .issuedAgain(let session, let tokens, let seconds): return .issued(try await issued(session, tokens, seconds))
        }
    }

    private static let refreshInvalid = Fault(
        .unauthenticated, "access.refresh-invalid", "The refresh token is unknown, has expired or its session has ended.")

    private func issued(_ session: Rotation.Subject, _ tokens: Rotation.Tokens, _ seconds: Int64) async throws(Fault) -> IssuedTokens {
        let tenant: TenantContext
        do { tenant = try await directory.tenant(id: session.tenant) } catch {
            guard error.kind == .missing else { throw error }
            throw try await gone(session.tenant)
        }
        return IssuedTokens(
            session: session.id, subject: session.subject, tenant: tenant, access: tokens.access, refresh: tokens.refresh,
            expiresInSeconds: seconds)
    }
}
