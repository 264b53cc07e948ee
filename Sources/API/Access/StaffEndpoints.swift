import Access
import Door
import JSON
import Operations
import RetailCore
import Secrets
import Web

enum ReadStaff: Needing { static let needs = Permission.staffRead }

extension Services {
    var staffEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/staff", tag: "Access", summary: "Hire somebody", access: CreateStaff.needs.rawValue, body: CreateStaff.self,
                answers: [.json(RowPage<StaffRow>.itemSchema)], status: 201,
                faults: ["staff.username-taken", "staff.unknown-role", "store.unknown", "access.forbidden"],
                reply: { (call, operation) async throws(Fault) -> Reply in
                    let session = try await session(call)
                    if operation.role == BuiltinRole.owner.rawValue, session.role != BuiltinRole.owner.rawValue {
                        throw Fault(.forbidden, "access.forbidden", "Only an owner can make an owner.")
                    }
                    _ = try session.grant(running: operation)
                    var operation = operation
                    operation.encodedPassword = try await access.passwords.hash(operation.password)
                    return Services.reply(try await run(operation, call, as: session))
                }),
            list("/v1/staff", tag: "Access", "The chain's people", StaffRow.self, ReadStaff.self, query: [.text("username")]) {
                call, _ throws(Fault) in
                try call.query.text("username").map { [.text("username", $0)] } ?? []
            },
            post(
                "/v1/roles", tag: "Access", "Make or change a role of the chain's own", PutRole.self,
                answer: AnswerSchema.object(
                    "Role", ("name", .string(format: nil, length: nil), true), ("permissions", .array(Permission.schema, nil), true)),
                faults: ["role.is-builtin"]),
        ]
    }
}
