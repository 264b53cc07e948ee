package import JSON
package import Operations
package import RetailCore

/// A person who works for the chain.
package struct StaffRow: CatalogTable {
    package static var name: String { "staff" }
    package static var entity: StaticString { "staff" }
    package static var lockOrder: LockOrder { .staff }
    package static let columns = [
        Column("id", .id), Column("username", .text), Column("name", .text), Column("role", .text), Column("stores", .text),
        Column("status", .text),
        Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Staff>.self), .field("username", String.self), .field("name", String.self), .field("role", String.self),
        .field("store_ids", [ID<Store>].self, "Empty: every store of the chain."), .field("status", String.self, "active or dismissed."),
    ]

    package var id: ID<Staff>
    package var username: String
    package var name: String
    package var role: String
    /// Empty: every store of the chain.
    package var stores: [ID<Store>]
    package var status: String
    package var rowVersion: Int64 = 0

    package var key: ID<Staff> { id }

    package init(id: ID<Staff>, username: String, name: String, role: String, stores: [ID<Store>]) {
        (self.id, self.username, self.name, self.role, self.stores, status) = (id, username, name, role, stores, "active")
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        username = try cells.text()
        name = try cells.text()
        role = try cells.text()
        stores = StoredStores.read(try cells.text())
        status = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(username)
        cells.text(name)
        cells.text(role)
        cells.text(StoredStores.text(stores))
        cells.text(status)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("username", username)
        writer.member("name", name)
        writer.member("role", role)
        writer.member("store_ids", stores)
        writer.member("status", status)
    }

    package var isActive: Bool { status == "active" }

    /// Whether the person works in a store.
    package func works(in store: ID<Store>) -> Bool { stores.isEmpty || stores.contains(store) }
}
