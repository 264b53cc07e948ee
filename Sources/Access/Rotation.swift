import Operations
import Postgres
import RetailCore
import Secrets

/// The exchange of one refresh token for the next, under its session's lock.
struct Rotation: Sendable {
    struct Subject: Sendable {
        var id: ID<Session>
        var tenant: ID<Tenant>
        var subject: ID<Actor>
    }

    /// What follows from a token and a nonce: without the token nobody can work it out, whatever he reads in the database.
    struct Tokens: Sendable {
        let access: Token
        let refresh: Token

        init(after token: Token, nonce: [UInt8]) {
            access = Token(.access, after: token, nonce: nonce)
            refresh = Token(.refresh, after: token, nonce: nonce)
        }
    }

    enum Outcome: Sendable {
        case unknown, expired, suspended
        case reused(Subject)
        case issued(Subject, Tokens, seconds: Int64)
        case issuedAgain(Subject, Tokens, seconds: Int64)
    }

    private let token: Token
    private let graceSeconds: Int64
    private let nonce = SecureRandom.bytes(32)

    init(of token: Token, graceSeconds: Int) {
        (self.token, self.graceSeconds) = (token, Int64(graceSeconds))
    }

    func carryOut(_ transaction: inout Transaction) throws(Fault) -> Outcome {
        guard let found = try transaction.run(FindRefresh(digest: token.digest, graceSeconds: graceSeconds)).first else { return .unknown }
        // Nothing is used up while nobody can do anything with what it would give.
        guard found.isChainActive else { return .suspended }
        if found.isCurrent {
            guard found.isAlive else { return .expired }
            let tokens = Tokens(after: token, nonce: nonce)
            queueRotation(found, tokens, &transaction)
            try transaction.commit()
            return .issued(found.subject, tokens, seconds: Access.accessSeconds)
        }
        // As long as the successor is the session's token, nobody has used it.
        if found.isGraced, let used = found.nonce {
            let tokens = Tokens(after: token, nonce: used)
            if found.refreshDigest == tokens.refresh.digest.bytes {
                return .issuedAgain(found.subject, tokens, seconds: max(1, found.secondsLeft))
            }
        }
        var end = Parameters()
        end.id(found.subject.id)
        transaction.queue(Rotation.end, end)
        Access.log(AccessChange(found.subject.subject, in: found.subject.tenant), &transaction)
        try transaction.commit()
        return .reused(found.subject)
    }

    private func queueRotation(_ found: FindRefresh.Output, _ tokens: Tokens, _ transaction: inout Transaction) {
        var rotate = Parameters()
        rotate.id(found.subject.id)
        rotate.bytes(tokens.access.digest.bytes)
        rotate.bytes(tokens.refresh.digest.bytes)
        rotate.bytes(token.digest.bytes)
        rotate.bytes(nonce)
        rotate.int64(Access.accessSeconds)
        rotate.int64(Access.refreshSeconds)
        transaction.queue(Rotation.rotate, rotate)
        var spend = Parameters()
        spend.bytes(token.digest.bytes)
        spend.id(found.subject.id)
        transaction.queue(Rotation.spend, spend)
        Access.log(AccessChange(found.subject.subject, in: found.subject.tenant), &transaction)
    }

    private static let rotate = Statement(
        """
        UPDATE retail.session SET access_digest = $2, refresh_digest = $3, spent_digest = $4, rotation_nonce = $5, rotated_at = now(),
            expires_at = now() + $6 * interval '1 second', refresh_until = now() + $7 * interval '1 second' WHERE id = $1
        """)
    private static let spend = Statement("INSERT INTO retail.spent_token (digest, session_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
    private static let end = Statement("UPDATE retail.session SET ended_at = now(), ended_why = 'refresh token reused' WHERE id = $1")
}

/// The living session that a refresh token belongs to or belonged to, locked. Its columns are as they are under the lock: who waited for
/// another's rotation sees what came of it.
private struct FindRefresh: Query {
    struct Output: Sendable {
        var subject: Rotation.Subject
        var isCurrent: Bool
        var refreshDigest: [UInt8]?
        var isGraced: Bool
        var isAlive: Bool
        var nonce: [UInt8]?
        var secondsLeft: Int64
        var isChainActive: Bool
    }

    static let statement = Statement(
        """
        WITH hit AS (
            SELECT id FROM retail.session WHERE refresh_digest = $1
            UNION SELECT session_id FROM retail.spent_token WHERE digest = $1
        )
        SELECT s.id, s.tenant_id, s.subject_id, coalesce(s.refresh_digest = $1, false), s.refresh_digest,
            coalesce(s.spent_digest = $1 AND s.rotated_at + $2 * interval '1 second' > now() AND s.expires_at > now(), false),
            coalesce(s.refresh_until > now(), false), s.rotation_nonce, extract(epoch FROM s.expires_at - now())::bigint,
            EXISTS (SELECT FROM retail.tenant t WHERE t.id = s.tenant_id AND t.status = 'active')
        FROM retail.session s JOIN hit ON hit.id = s.id WHERE s.ended_at IS NULL FOR NO KEY UPDATE OF s
        """)
    let digest: TokenDigest
    let graceSeconds: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.bytes(digest.bytes)
        parameters.int64(graceSeconds)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            subject: Rotation.Subject(id: try row.id(0), tenant: try row.id(1), subject: try row.id(2)), isCurrent: try row.bool(3),
            refreshDigest: try row.bytesIfAny(4), isGraced: try row.bool(5), isAlive: try row.bool(6), nonce: try row.bytesIfAny(7),
            secondsLeft: try row.int64(8), isChainActive: try row.bool(9))
    }
}
