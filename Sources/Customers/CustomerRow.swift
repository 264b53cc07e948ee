import JSON
package import Operations
package import RetailCore

/// A customer, known to the tills of the home store (none: to no till, looked up online).
package struct CustomerRow: StreamedTable {
    package static let table = TableShape(CustomerRow.self, "customer", .customers)

    package var id: ID<Customer> = .none
    package var code = ""
    package var name = ""
    package var phone = ""
    package var mail = ""
    package var home: ID<Store> = .none
    package var status: CustomerStatus = .active
    package var rowVersion: Int64 = 0

    package var key: ID<Customer> { id }
    package static var streamKind: StreamName.Kind { .customers }
    package var stream: StreamName { .customers(home: home) }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("code", &code)
        try column("name", &name)
        try column("phone", &phone, .sparse)
        try column("mail", &mail, .sparse)
        try column("home_store_id", &home, [.sparse, .owner], "Left out: known to no till.")
        try column("status", &status)
        try column.version(&rowVersion)
    }

    package init(id: ID<Customer>, code: String, name: String, phone: String, mail: String, home: ID<Store>) {
        (self.id, self.code, self.name, self.phone, self.mail, self.home) = (id, code, name, phone, mail, home)
    }
}

package enum CustomerStatus: String, ColumnWord {
    case active
}
