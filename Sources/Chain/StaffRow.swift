import JSON
package import Operations
package import RetailCore

/// A person who works for the chain.
package struct StaffRow: CatalogTable {
    package static let table = TableShape(StaffRow.self, "staff", .people)

    package var id: ID<Staff> = .none
    package var username = ""
    package var name = ""
    package var role = ""
    /// Empty: every store of the chain.
    package var stores: [ID<Store>] = []
    package var status: StaffStatus = .active
    package var rowVersion: Int64 = 0

    package var key: ID<Staff> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("username", &username)
        try column("name", &name)
        try column("role", &role)
        try column("store_ids", &stores, "Empty: every store of the chain.")
        try column("status", &status)
        try column.version(&rowVersion)
    }

    package init(id: ID<Staff>, username: String, name: String, role: String, stores: [ID<Store>]) {
        (self.id, self.username, self.name, self.role, self.stores) = (id, username, name, role, stores)
    }

    package var isActive: Bool { status == .active }

    /// Whether the person works in a store.
    package func works(in store: ID<Store>) -> Bool { stores.isEmpty || stores.contains(store) }
}

package enum StaffStatus: String, ColumnWord {
    case active, dismissed
}
