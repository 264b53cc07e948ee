import Access
import JSON
package import Operations
package import Web

/// `docs/permissions.md`: who may do what, and where; made from the roles, the routes, the operations and the rules of their fields.
package enum PermissionsPage {
    package static func markdown(endpoints: [Endpoint], operations: [any Operation.Type]) -> String {
        [
            """
            # Permissions

            Generated from the code (`retail document permissions`); edits here are lost. A role is a set of permissions; a person and a key \
            have a role and some stores, or every store of the chain; a device has the role `device` in its own store.

            """,
            roles, handing, reach(endpoints), acts(operations),
        ].joined(separator: "\n")
    }

    /// Routes that the table of scopes does not know, and the other way round: both are empty, or a test fails.
    package static func gaps(endpoints: [Endpoint]) -> (unscoped: [String], unknown: [String]) {
        let routes = Set(endpoints.map { route($0) })
        return (
            endpoints.filter { scope(of: $0).isEmpty }.map { route($0) }, EndpointScope.all.keys.filter { !routes.contains($0) }.sorted()
        )
    }

    /// Fields that name something, by a UUID, and say no rule.
    package static func gaps(operations: [any Operation.Type]) -> [String] {
        operations.flatMap { type in
            SchemaFields.list(type.schema).filter { $0.isReference && $0.rule == nil }.map { "\(type.name) \($0.path)" }
        }
    }

    /// Whose data an endpoint reaches, in the words of the page.
    package static func scope(of endpoint: Endpoint) -> String {
        endpoint.reach.isEmpty ? EndpointScope.all[route(endpoint)]?.words ?? "" : endpoint.reach
    }

    package static func route(_ endpoint: Endpoint) -> String { "\(endpoint.method.rawValue) \(endpoint.path)" }

    private static var roles: String {
        let names = BuiltinRole.allCases
        var lines = [
            "## Roles", "", "| permission | " + names.map { $0.rawValue.replacing("_", with: " ") }.joined(separator: " | ") + " |",
        ]
        lines.append("|---" + String(repeating: "|:-:", count: names.count) + "|")
        for permission in Permission.allCases.sorted() {
            let marks = names.map { $0.permissions.contains(permission) ? "•" : "" }
            lines.append("| `\(permission.rawValue)` | " + marks.joined(separator: " | ") + " |")
        }
        lines += [
            "",
            """
            `account.own` is every person's, whatever the role; `sync` only a device's. A chain makes roles of its own of the others \
            (POST /v1/roles). Owner and admin differ in one thing: only an owner makes, changes, dismisses or resets an owner.
            """, "",
        ]
        return lines.joined(separator: "\n")
    }

    private static let handing = """
        ## Handing on

        One rule for whoever gives rights, to a person, a role, a key or a device (`Authority.hand`): what is given lies within what the \
        giver has, permissions and stores. It holds as well against what there was before: who changes, dismisses or resets somebody, or \
        revokes a key, has to have all that is taken. A role is the chain's, whatever stores its holders are bound to: only who may act in \
        every store makes or changes one, and has all permissions that it had and gets. Who enrols a device has what a device has, in that \
        store. A store that can't be read in a stored list stands for no store, never for every one.

        """

    private static func reach(_ endpoints: [Endpoint]) -> String {
        var lines = ["## Endpoints", "", "| endpoint | needs | reaches |", "|---|---|---|"]
        for endpoint in endpoints {
            lines.append("| \(route(endpoint)) | \(needs(endpoint.access)) | \(scope(of: endpoint)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func needs(_ access: String) -> String { Permission(rawValue: access) == nil ? access : "`\(access)`" }

    private static func acts(_ operations: [any Operation.Type]) -> String {
        var lines = [
            "## Operations, field by field", "",
            """
            By request whoever is out of line is refused. By push a till brings facts: they are taken, and flagged for a manager to look \
            at. Who is bound to some stores may run operations of those stores, and those marked “any”, where the fields decide.
            """, "",
        ]
        for type in operations {
            let places =
                SchemaFields.list(type.schema).contains { $0.path == "store_id" }
                ? "a store's" : type.isOpenToStores ? "any" : "the chain's"
            let kind = type.tellsFacts ? "; by push a fact" : ""
            lines.append("### `\(type.name)`: `\(type.needs.rawValue)`, \(places)\(kind)")
            lines.append("")
            let rules = SchemaFields.list(type.schema).compactMap { field in field.rule.map { (field.path, $0) } }
            if rules.isEmpty {
                lines.append("Of nobody but oneself.")
            } else {
                lines += ["| field | by request | by push |", "|---|---|---|"]
                lines += rules.map { "| `\($0)` | \($1.byRequest) | \($1.byPush) |" }
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
