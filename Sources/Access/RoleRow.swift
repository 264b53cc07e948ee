package import JSON
package import Operations
package import RetailCore

package struct RoleName: TableKey {
    package var text: String
    package init(_ text: String) { self.text = text }
    package static var width: Int { 1 }
    package func write(to cells: inout CellWriter) { cells.text(text) }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A role that a chain made itself.
package struct RoleRow: CatalogTable {
    package static let table = TableShape(RoleRow.self, "role", .people)

    package var title = ""
    package var permissions: [Permission] = []
    package var rowVersion: Int64 = 0

    package var key: RoleName { RoleName(title) }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("name", &title)
        try column("permissions", &permissions)
        try column.version(&rowVersion)
    }

    package init(title: String, permissions: [Permission]) {
        (self.title, self.permissions) = (title, permissions)
    }
}

/// Makes or changes a role of the chain's own.
///
/// Whoever holds a role gains by its widening and loses by its narrowing, so its maker has to have all that it gives and all that it gave.
/// A role is the chain's, whatever stores its holders are bound to: only who may act in every store makes one.
package struct PutRole: ChainOperation {
    package static let name = "role.put/1"
    package static let needs = Permission.staffEdit
    package static let refusals: [Refusal] = [.roleIsBuiltin] + Refusal.handing
    package static let answer: Schema = RoleRow.itemSchema

    package var title = ""
    package var permissions: [Permission] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("name", &title, .length(2...60))
        try field(
            "permissions", &permissions, .count(0...100),
            rule: FieldRule("all that the role had and gets are the caller's own", push: "refused: no device may"))
    }

    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(RoleRow.self, RoleName(title)) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard BuiltinRole(rawValue: title) == nil else {
            throw Fault(.roleIsBuiltin, "The role \(title) is built in and can't be changed.")
        }
        var row = world.row(RoleRow.self, RoleName(title)) ?? RoleRow(title: title, permissions: [])
        try moment.authority.hand(on: Authority(permissions: Set(row.permissions).union(permissions), stores: nil))
        row.permissions = Set(permissions).filter(\.isHandedOn).sorted()
        return Outcome(world.put(row))
    }
}
