package import JSON
package import Operations
package import RetailCore

/// Opens a store, with its first register.
///
/// - Throws: `store.unknown-time-zone` (422), `store.code-taken` (409).
package struct CreateStore: Operation {
    package static let name = "store.create/1"
    package static let needs = Permission.storeEdit
    package var store: ID<Store>? { nil }

    package var id: ID<Store>?
    package var code: String
    package var title: String
    package var timeZone: String

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.optional("id", .none, "Made by the server where it is left out.")
        code = try fields.required("code", .length(1...40), "Short and unique in the chain.")
        title = try fields.required("name", .length(1...200))
        timeZone = try fields.required("time_zone", default: "UTC", .length(1...60), "IANA name; decides the business day.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("code", code)
        writer.member("name", title)
        writer.member("time_zone", timeZone)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(StoreRow.self, id ?? moment.derivedID(0))
        world.wantToWrite(RegisterRow.self, moment.derivedID(1))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        let key: ID<Store> = id ?? moment.derivedID(0)
        guard world.row(StoreRow.self, key) == nil else { throw Fault(.conflict, "store.exists", "There is a store with this id.") }
        guard moment.zones.rules(timeZone) != nil else {
            throw Fault(
                .unprocessable, "store.unknown-time-zone", "No time zone is known by the name \(timeZone).",
                fields: [.init(field: "time_zone", code: "unknown-value", message: "Expected an IANA name such as Europe/Berlin.")])
        }
        let row = StoreRow(id: key, code: code, name: title, timeZone: timeZone)
        let register = RegisterRow(id: moment.derivedID(1), store: key, code: "1", name: "Register 1")
        world.put(register)
        return Outcome(world.put(row)) { $0.member("register_id", register.id) }
    }
}
