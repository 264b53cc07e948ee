package import JSON
package import Operations
package import RetailCore

/// Adds a register to a store.
package struct CreateRegister: Operation {
    package static let name = "register.create/1"
    package static let needs = Permission.storeEdit
    package static let refusals: [Refusal] = [.storeUnknown, .registerCodeTaken, .registerExists]
    package static let answer: Schema = RegisterRow.itemSchema
    package var store: ID<Store>? { storeID }

    package var id: ID<Register>?
    package var storeID: ID<Store> = .none
    package var code = ""
    package var title = ""

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, rule: .made)
        try field("store_id", &storeID, rule: .ownStore)
        try field("code", &code, .length(1...40), "Unique in the store.")
        try field("name", &title, .length(1...200))
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(StoreRow.self, storeID)
        world.wantToWrite(RegisterRow.self, id ?? moment.derivedID(0))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard world.row(StoreRow.self, storeID) != nil else { throw Fault(.storeUnknown) }
        let row = RegisterRow(id: id ?? moment.derivedID(0), store: storeID, code: code, name: title)
        guard world.row(RegisterRow.self, row.id) == nil else {
            throw Fault(.registerExists)
        }
        return Outcome(world.put(row))
    }
}
