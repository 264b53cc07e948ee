import JSON
package import Operations
package import RetailCore

/// A shop.
package struct StoreRow: CatalogTable {
    package static let table = TableShape(StoreRow.self, "store", .chain)

    package var id: ID<Store> = .none
    package var code = ""
    package var name = ""
    /// An IANA name; decides the business day.
    package var timeZone = ""
    /// Minutes after midnight, by the store's clock.
    package var dayStartsAt: Int64 = 0
    package var status: StoreStatus = .open
    package var rowVersion: Int64 = 0

    package var key: ID<Store> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("code", &code)
        try column("name", &name)
        try column("time_zone", &timeZone, "IANA name; decides the business day.")
        try column("status", &status)
        try column("day_starts_at_minute", &dayStartsAt, .sparse, "When its business day begins, in minutes after midnight; left out: 0.")
        try column.version(&rowVersion)
    }

    package init(id: ID<Store>, code: String, name: String, timeZone: String, dayStartsAt: Int64) {
        (self.id, self.code, self.name, self.timeZone, self.dayStartsAt) = (id, code, name, timeZone, dayStartsAt)
    }
}

/// A till's position in a store.
package struct RegisterRow: CatalogTable {
    package static let table = TableShape(RegisterRow.self, "register", .chain)

    package var id: ID<Register> = .none
    package var store: ID<Store> = .none
    package var code = ""
    package var name = ""
    package var rowVersion: Int64 = 0

    package var key: ID<Register> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("store_id", &store)
        try column("code", &code)
        try column("name", &name)
        try column.version(&rowVersion)
    }

    package init(id: ID<Register>, store: ID<Store>, code: String, name: String) {
        (self.id, self.store, self.code, self.name) = (id, store, code, name)
    }
}

package enum StoreStatus: String, ColumnWord {
    case open
}
