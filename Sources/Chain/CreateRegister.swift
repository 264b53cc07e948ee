package import JSON
package import Operations
package import RetailCore

/// Adds a register to a store.
///
/// - Throws: `store.unknown` (422), `register.code-taken` (409).
package struct CreateRegister: Operation {
    package static let name = "register.create/1"
    package static let needs = Permission.storeEdit
    package var store: ID<Store>? { storeID }

    package var id: ID<Register>?
    package var storeID: ID<Store>
    package var code: String
    package var title: String

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.optional("id")
        storeID = try fields.required("store_id")
        code = try fields.required("code", .length(1...40), "Unique in the store.")
        title = try fields.required("name", .length(1...200))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("store_id", storeID)
        writer.member("code", code)
        writer.member("name", title)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(StoreRow.self, storeID)
        world.wantToWrite(RegisterRow.self, id ?? moment.derivedID(0))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard world.row(StoreRow.self, storeID) != nil else { throw Fault(.unprocessable, "store.unknown", "There is no such store.") }
        let row = RegisterRow(id: id ?? moment.derivedID(0), store: storeID, code: code, name: title)
        guard world.row(RegisterRow.self, row.id) == nil else {
            throw Fault(.conflict, "register.exists", "There is a register with this id.")
        }
        return Outcome(world.put(row))
    }
}
