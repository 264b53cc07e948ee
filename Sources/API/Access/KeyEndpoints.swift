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
                running: CreateKey.self, .post, "/v1/api-keys", tag: "Access",
                "A key for a program, with no more rights than one has; its token is shown to whoever made it", body: CreateKey.self,
                answer: Services.madeKey, status: 201, faults: ["api-key.secret-gone"],
                reply: { (call, operation) async throws(Fault) -> Reply in
                    let session = try await session(call)
                    var operation = operation
                    operation.nonce = DerivedSecret.nonce()
                    let answer = try await run(operation, call, as: session)
                    let token = try await access.token(
                        ofKey: try Services.id("id", of: answer), try DerivedSecret(call), in: session.tenant)
                    return Services.reply(answer, showing: "token", token.text)
                }
            ),
            list("/v1/api-keys", tag: "Access", "Keys, those that were revoked too", KeyRow.self, ReadKeys.self) { _, grant in
                grant.visibleStores.map { [.within("store_ids", $0)] } ?? []
            },
            Endpoint(
                running: RevokeKey.self, .delete, "/v1/api-keys/{key_id}", tag: "Access", "Revoke a key, everywhere at once",
                answersNothing: true,
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    let operation = RevokeKey(try call.id("key_id"))
                    let answer = try await run(operation, call, as: session)
                    try await access.endSessions(of: ID(operation.id), in: session.tenant, why: "revoked")
                    return Services.done(answer)
                }
            ),
        ]
    }
}
