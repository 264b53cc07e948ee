package import JSON
package import Operations
package import RetailCore

/// A customer, known to the tills of the home store (none: to no till, looked up online).
package struct CustomerRow: StreamedTable {
    package static var name: String { "customer" }
    package static var entity: StaticString { "customer" }
    package static var lockOrder: LockOrder { .customer }
    package static let columns = [
        Column("id", .id), Column("code", .text), Column("name", .text), Column("phone", .text), Column("mail", .text),
        Column("home_store_id", .id),
        Column("status", .text), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Customer>.self), .field("code", String.self), .field("name", String.self), .optional("phone", String.self),
        .optional("mail", String.self), .optional("home_store_id", ID<Store>.self, "Left out: known to no till."),
        .field("status", String.self),
    ]

    package var id: ID<Customer>
    package var code: String
    package var name: String
    package var phone: String
    package var mail: String
    package var home: ID<Store>
    package var status: String
    package var rowVersion: Int64 = 0

    package var key: ID<Customer> { id }
    package var stream: StreamName { .customers(home: home) }

    package init(id: ID<Customer>, code: String, name: String, phone: String, mail: String, home: ID<Store>) {
        (self.id, self.code, self.name, self.phone, self.mail, self.home, status) = (id, code, name, phone, mail, home, "active")
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        code = try cells.text()
        name = try cells.text()
        phone = try cells.text()
        mail = try cells.text()
        home = try cells.id()
        status = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(code)
        cells.text(name)
        cells.text(phone)
        cells.text(mail)
        cells.id(home)
        cells.text(status)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("code", code)
        writer.member("name", name)
        if !phone.isEmpty { writer.member("phone", phone) }
        if !mail.isEmpty { writer.member("mail", mail) }
        if !home.isNone { writer.member("home_store_id", home) }
        writer.member("status", status)
    }
}
