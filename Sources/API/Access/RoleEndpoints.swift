import Access
import Door
import JSON
import Operations
import RetailCore
import Web

/// A role as it is listed: built in, or the chain's own.
struct RoleItem: WireObject {
    var name: String
    var permissions: [Permission]
    var isBuiltin: Bool
    var rowVersion: Int64?

    init(_ role: BuiltinRole) {
        (name, permissions, isBuiltin, rowVersion) = (role.rawValue, role.permissions.sorted(), true, nil)
    }

    init(_ row: RoleRow) {
        (name, permissions, isBuiltin, rowVersion) = (row.title, row.permissions, false, row.rowVersion)
    }

    init(_ fields: inout Fields) throws(Fault) {
        name = try fields.required("name")
        permissions = try fields.required("permissions")
        isBuiltin = try fields.required("is_builtin", .none, "It can't be changed.")
        rowVersion = try fields.optional("row_version")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("permissions", permissions)
        writer.member("is_builtin", isBuiltin)
        writer.member("row_version", rowVersion)
    }
}

extension Services {
    private static let roleLimit = 1000

    var roleEndpoints: [Endpoint] {
        [
            Endpoint(
                running: PutRole.self, .post, "/v1/roles", tag: "Access", "Make or change a role of the chain's own, within what one has",
                body: PutRole.self, status: 201,
                reply: { (call, operation) async throws(Fault) -> Reply in
                    let session = try await session(call)
                    let answer = try await run(operation, call, as: session)
                    try await access.changed(role: operation.title, in: session.tenant)
                    return Services.reply(answer)
                }
            ),
            Endpoint(
                .get, "/v1/roles", tag: "Access", summary: "Roles, built in and the chain's own", access: ReadStaff.needs.rawValue,
                answers: [.json(AnswerSchema.object("RoleList", ("items", .array(RoleItem.schema, nil), true)))],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadStaff.self)
                    let own = try await RowPage<RoleRow>.read(database, grant.scope, after: nil, limit: Services.roleLimit)
                    var writer = JSONWriter()
                    writer.object { $0.member("items", BuiltinRole.allCases.map { RoleItem($0) } + own.rows.map { RoleItem($0) }) }
                    return .json(bytes: writer.bytes)
                }),
        ]
    }
}
