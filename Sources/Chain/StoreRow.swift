package import JSON
package import Operations
package import RetailCore

/// A shop.
package struct StoreRow: CatalogTable {
    package static var name: String { "store" }
    package static var entity: StaticString { "store" }
    package static var lockOrder: LockOrder { .store }
    package static let columns = [
        Column("id", .id), Column("code", .text), Column("name", .text), Column("time_zone", .text), Column("status", .text),
        Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Store>.self), .field("code", String.self), .field("name", String.self),
        .field("time_zone", String.self, "IANA name; decides the business day."), .field("status", String.self, "open."),
    ]

    package var id: ID<Store>
    package var code: String
    package var name: String
    /// An IANA name; decides the business day.
    package var timeZone: String
    package var status: String
    package var rowVersion: Int64 = 0

    package var key: ID<Store> { id }

    package init(id: ID<Store>, code: String, name: String, timeZone: String, status: String) {
        (self.id, self.code, self.name, self.timeZone, self.status) = (id, code, name, timeZone, status)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        code = try cells.text()
        name = try cells.text()
        timeZone = try cells.text()
        status = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(code)
        cells.text(name)
        cells.text(timeZone)
        cells.text(status)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("code", code)
        writer.member("name", name)
        writer.member("time_zone", timeZone)
        writer.member("status", status)
    }
}

/// A till's position in a store.
package struct RegisterRow: CatalogTable {
    package static var name: String { "register" }
    package static var entity: StaticString { "register" }
    package static var lockOrder: LockOrder { .register }
    package static let columns = [
        Column("id", .id), Column("store_id", .id), Column("code", .text), Column("name", .text), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Register>.self), .field("store_id", ID<Store>.self), .field("code", String.self), .field("name", String.self),
    ]

    package var id: ID<Register>
    package var store: ID<Store>
    package var code: String
    package var name: String
    package var rowVersion: Int64 = 0

    package var key: ID<Register> { id }

    package init(id: ID<Register>, store: ID<Store>, code: String, name: String) {
        (self.id, self.store, self.code, self.name) = (id, store, code, name)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        store = try cells.id()
        code = try cells.text()
        name = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.id(store)
        cells.text(code)
        cells.text(name)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("store_id", store)
        writer.member("code", code)
        writer.member("name", name)
    }
}
