import Access
import Chain
import Door
import JSON
import Operations
import RetailCore
import Secrets
import SyncProtocol
import Web

enum ReadStaff: Needing { static let needs = Permission.staffRead }

extension Services {
    private static let handing = ["access.forbidden", "access.store-scope"]

    var staffEndpoints: [Endpoint] {
        [
            hire,
            list(
                "/v1/staff", tag: "Access", "People: of the chain, or of the stores one may see", StaffRow.self, ReadStaff.self,
                query: [.text("username")]
            ) {
                call, grant throws(Fault) in
                (try call.query.text("username").map { [.text("username", $0)] } ?? []) + Services.colleagues(grant)
            },
            one(
                "/v1/staff/{staff_id}", tag: "Access", "A person", StaffRow.self, ReadStaff.self, parameter: "staff_id",
                unknown: "staff.unknown", filters: Services.colleagues),
            editStaff, dismiss, rehire, resetPassword,
        ]
    }

    /// Who is bound to stores sees who works in them.
    @Sendable private static func colleagues(_ grant: Grant<ReadStaff>) -> [RowFilter] {
        grant.visibleStores.map { [.sharing("store_ids", $0)] } ?? []
    }

    private var hire: Endpoint {
        Endpoint(
            running: CreateStaff.self, .post, "/v1/staff", tag: "Access", "Hire somebody, with no more rights than one has",
            body: CreateStaff.self, status: 201,
            reply: { (call, operation) async throws(Fault) -> Reply in
                let session = try await session(call)
                _ = try session.grant(running: operation)
                var operation = operation
                operation.encodedPassword = try await access.passwords.hash(operation.password)
                let answer = try await run(operation, call, as: session)
                if answer.isReplay {
                    try await access.check(operation.password, isThatOf: try Services.id("id", of: answer), in: session.tenant)
                }
                return Services.reply(answer)
            }
        )
    }

    private var editStaff: Endpoint {
        Endpoint(
            running: UpdateStaff.self, .patch, "/v1/staff/{staff_id}", tag: "Access",
            "Change name, role, stores or sessions; If-Match with the row version that was read; acts at once, everywhere",
            body: StaffEdit.self, faults: ["request.if-match-required"],
            reply: { (call, edit) async throws(Fault) -> Reply in
                let session = try await session(call)
                var operation = UpdateStaff(try call.id("staff_id"), try call.expectedVersion(), edit)
                _ = try session.grant(running: operation)
                operation.otherOwners = try await access.owners(otherThan: operation.staff, in: session.tenant)
                let answer = try await run(operation, call, as: session)
                try await access.changed(ID(operation.staff), in: session.tenant)
                return Services.reply(answer, status: 200)
            }
        ).heeding(.ifMatch)
    }

    private var dismiss: Endpoint {
        Endpoint(
            running: DismissStaff.self, .post, "/v1/staff/{staff_id}/dismiss", tag: "Access",
            "Dismiss somebody: no session and no log-in from now on",
            reply: { call async throws(Fault) -> Reply in
                let session = try await session(call)
                var operation = DismissStaff(try call.id("staff_id"))
                _ = try session.grant(running: operation)
                operation.otherOwners = try await access.owners(otherThan: operation.staff, in: session.tenant)
                let answer = try await run(operation, call, as: session)
                try await access.endSessions(of: ID(operation.staff), in: session.tenant)
                return Services.reply(answer, status: 200)
            }
        )
    }

    private var rehire: Endpoint {
        Endpoint(
            running: RehireStaff.self, .post, "/v1/staff/{staff_id}/rehire", tag: "Access", "Take somebody back who was dismissed",
            reply: { call async throws(Fault) -> Reply in
                Services.reply(try await run(RehireStaff(try call.id("staff_id")), call), status: 200)
            }
        )
    }

    private var resetPassword: Endpoint {
        Endpoint(
            running: ResetPassword.self, .post, "/v1/staff/{staff_id}/password-reset", tag: "Access",
            "Take somebody's password away; the token sets a new one, once, within an hour", answer: PasswordResetAnswer.schema,
            status: 201, faults: ["staff.reset-gone"],
            reply: { call async throws(Fault) -> Reply in
                let session = try await session(call)
                var operation = ResetPassword(try call.id("staff_id"))
                _ = try session.grant(running: operation)
                let (secret, nonce) = (try DerivedSecret(call), DerivedSecret.nonce())
                operation.prepared = ResetPassword.Prepared(
                    digest: secret.token(.passwordReset, nonce: nonce).digest.bytes, nonce: nonce,
                    encodedPassword: try await access.passwords.hash(Token(new: .passwordReset).text))
                let answer = try await run(operation, call, as: session)
                // Before sessions are ended: a reset that was used long ago, and comes again, ends nothing.
                let token = try await access.resetToken(
                    for: operation.staff, by: answer.verdict.id, secret, in: session.tenant)
                try await access.endSessions(of: ID(operation.staff), in: session.tenant)
                return Services.reply(answer, showing: "token", token.text)
            }
        )
    }

    /// An id in an operation's stored answer.
    static func id<Subject>(_ name: String, of answer: OperationAnswer) throws(Fault) -> ID<Subject> {
        guard let id = try JSONDocument(answer.result).root[name].map({ value throws(Fault) in try ID<Subject>.read(value, .none) }) else {
            throw Fault(.broken, "internal.verdict", "The stored answer could not be read.", diagnosis: "no \(name)")
        }
        return id
    }
}

struct PasswordResetAnswer: WireObject {
    var staff: ID<Staff>
    var expiresAt: Instant
    var token: Secret<String>

    init(_ fields: inout Fields) throws(Fault) {
        staff = try fields.required("staff_id")
        expiresAt = try fields.required("expires_at")
        token = Secret(try fields.required("token", .none, "For POST /v1/auth/password-reset."))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("staff_id", staff)
        writer.member("expires_at", expiresAt)
        writer.member("token", token.exposed)
    }
}

extension DerivedSecret {
    /// Of whoever calls; a call that came as far has a token.
    init(_ call: Call) throws(Fault) {
        guard let bearer = call.bearer else {
            throw Fault(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….")
        }
        self.init(bearer: bearer)
    }
}
