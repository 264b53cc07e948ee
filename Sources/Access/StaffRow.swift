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

    package var id: ID<Staff>
    package var username: String
    package var name: String
    package var role: String
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
        stores = try cells.text().split(separator: " ").compactMap { ID($0) }
        status = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(username)
        cells.text(name)
        cells.text(role)
        cells.text(stores.map(\.description).joined(separator: " "))
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
}

/// What logs a person in; never streamed, never answered.
struct StaffPassword: Table {
    static var name: String { "staff_password" }
    static var lockOrder: LockOrder { .staffPassword }
    static let columns = [
        Column("staff_id", .id), Column("encoded", .text), Column("failures", .int32), Column("locked_until", .instant),
        Column("allows_many", .bool),
        Column("changed_at", .instant),
    ]

    var staff: ID<Staff>
    var encoded: String
    var failures: Int32 = 0
    var lockedUntil: Instant?
    var allowsMany = false
    var changedAt: Instant

    var key: ID<Staff> { staff }

    init(staff: ID<Staff>, encoded: String, allowsMany: Bool, changedAt: Instant) {
        (self.staff, self.encoded, self.allowsMany, self.changedAt) = (staff, encoded, allowsMany, changedAt)
    }

    init(_ cells: inout CellReader) throws(Fault) {
        staff = try cells.id()
        encoded = try cells.text()
        failures = try cells.int32()
        lockedUntil = try cells.instantIfAny()
        allowsMany = try cells.bool()
        changedAt = try cells.instant()
    }

    func write(to cells: inout CellWriter) {
        cells.id(staff)
        cells.text(encoded)
        cells.int32(failures)
        cells.instant(lockedUntil)
        cells.bool(allowsMany)
        cells.instant(changedAt)
    }
}
