import Chain
package import JSON
package import Operations
package import RetailCore

/// Books what was paid out of the drawer for other things than goods. By a till it has happened: it is taken, and flagged.
package struct RecordExpense: StoreOperation {
    package static let name = "expense.record/1"
    package static let needs = Permission.expenseRecord
    package static let refusals = [Refusal.storeUnknown, .expenseExists, .registerUnknown, .staffUnknown, .staffNotYourself]
    package static let answer = ExpenseRow.itemSchema
    package static let tellsFacts = true

    package var id: ID<ExpenseRow>?
    package var storeID: ID<Store>?
    /// With what was said of it.
    package var row = ExpenseRow()

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "The operation's id where it is left out.", rule: .made)
        try field("store_id", &storeID, .none, "A till pays in its own store.", rule: .storeOfCaller)
        try field("register_id", &row.register, .none, "Whose drawer; a till's own where it is left out.", rule: .register)
        try field("staff_id", &row.staff, .none, "Who paid it out.", rule: .cashier)
        try field("category", &row.category, .length(1...60), "What for: cleaning, postage.")
        try field("amount_minor", &row.amount, .range(1...Bound.highestAmount), "What left the drawer.")
    }

    private func parties(_ moment: Moment) -> SaleParties? { SaleParties(moment, storeID, row.register, nil, row.staff, nil) }

    package func footprint(_ world: World, _ moment: Moment) {
        guard let storeID else { return }
        world.wantToRead(StoreRow.self, storeID)
        world.wantToWrite(ExpenseRow.self, id ?? ID(moment.operation))
        parties(moment)?.want(world)
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let storeID, let place = world.row(StoreRow.self, storeID) else { throw Fault(.storeUnknown) }
        var (row, flags) = (row, place.oddities(of: moment))
        row.id = id ?? ID(moment.operation)
        guard world.row(ExpenseRow.self, row.id) == nil else { throw Fault(.expenseExists) }
        row.staff = try parties(moment)?.check(world, &flags)
        row.register = row.register ?? moment.actor.register
        (row.store, row.businessDay) = (storeID, place.businessDay(of: moment))
        (row.actor, row.occurredAt) = (moment.actor.id, moment.occurredAt)
        row.flags = flags.sorted()
        return Outcome(world.put(row), flags: row.flags)
    }
}

extension Refusal {
    static let expenseExists = Refusal("expense.exists", .conflict, "There is an expense with this id.", do: "Use another id.")
}
