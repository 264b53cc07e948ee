import Access
import Door
import JSON
import Operations
import RetailCore
import Secrets
import Web

enum ReadKeys: Needing { static let needs = Permission.apiKeyEdit }

extension Services {
    private static let madeKey = Schema.object(
        "MadeAPIKey",
        KeyRow.itemProperties + [.field("token", String.self, "What the program shows; not kept.")])

    var keyEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/api-keys", tag: "Access",
                summary: "A key for a program, with no more rights than one has; its token is shown to whoever made it",
                access: CreateKey.needs.rawValue, body: CreateKey.self, answers: [.json(Services.madeKey)], status: 201,
                faults: [
                    "api-key.name-taken", "staff.unknown-role", "store.unknown", "api-key.secret-gone", "access.forbidden",
                    "access.store-scope",
                ],
                reply: { (call, operation) async throws(Fault) -> Reply in
                    let session = try await session(call)
                    var operation = operation
                    operation.nonce = DerivedSecret.nonce()
                    let answer = try await run(operation, call, as: session)
                    let token = try await access.token(
                        ofKey: try Services.id("id", of: answer), try DerivedSecret(call), in: session.tenant)
                    return Services.reply(answer, showing: "token", token.text)
                }
            ).heeding(.idempotencyKey),
            list("/v1/api-keys", tag: "Access", "Keys, those that were revoked too", KeyRow.self, ReadKeys.self) { _, grant in
                grant.visibleStores.map { [.within("store_ids", $0)] } ?? []
            },
            Endpoint(
                .delete, "/v1/api-keys/{key_id}", tag: "Access", summary: "Revoke a key, everywhere at once",
                access: RevokeKey.needs.rawValue, answers: [], status: 204,
                faults: ["api-key.unknown", "access.forbidden", "access.store-scope"],
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    let operation = RevokeKey(try call.id("key_id"))
                    let answer = try await run(operation, call, as: session)
                    try await access.endSessions(of: ID(operation.id), in: session.tenant, why: "revoked")
                    return Services.done(answer)
                }
            ).heeding(.idempotencyKey),
        ]
    }
}
