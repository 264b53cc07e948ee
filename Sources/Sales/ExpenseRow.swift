package import Operations
package import RetailCore

/// What was paid out of the drawer for other things than goods.
package struct ExpenseRow: StreamedTable {
    package static let table = TableShape(ExpenseRow.self, "expense", .documents)
    package static let streamKind = StreamName.Kind.store

    package var id: ID<ExpenseRow> = .none
    package var store: ID<Store> = .none
    package var register: ID<Register>?
    package var actor: ID<Actor> = .none
    package var staff: ID<Staff>?
    package var businessDay = Day(number: 0)
    package var occurredAt = Instant(microseconds: 0)
    package var category = ""
    package var amount = Money.zero
    package var flags: [SaleFlag] = []
    package var rowVersion: Int64 = 0

    package var key: ID<ExpenseRow> { id }
    package var stream: StreamName { .store(store) }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("store_id", &store, .owner)
        try column("register_id", &register)
        try column("actor_id", &actor, "Whoever sent it: a person, a device, a key.")
        try column("staff_id", &staff, "Who paid it out.")
        try column("business_day", &businessDay, "By the store's clock.")
        try column("occurred_at", &occurredAt, "By the till's clock.")
        try column("category", &category)
        try column("amount_minor", &amount, "What left the drawer.")
        try column("flags", &flags, .sparse, "What a manager should look at.")
        try column.version(&rowVersion)
    }
}
