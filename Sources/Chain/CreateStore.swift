package import JSON
package import Operations
package import RetailCore

/// Opens a store, with its first register.
package struct CreateStore: ChainOperation {
    package static let name = "store.create/1"
    package static let needs = Permission.storeEdit
    package static let refusals: [Refusal] = [.storeCodeTaken, .storeExists, .storeUnknownTimeZone]
    package static let answer: Schema = .object(
        "OpenedStore", StoreRow.itemProperties + [.field("register_id", ID<Register>.self, "Its first register.")])

    package var id: ID<Store>?
    package var code = ""
    package var title = ""
    package var timeZone = "UTC"
    package var dayStartsAt: Int64 = 0

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "Made by the server where it is left out.", rule: .made)
        try field("code", &code, .length(1...40), "Short and unique in the chain.")
        try field("name", &title, .length(1...200))
        try field.standing("time_zone", &timeZone, .length(1...60), "IANA name; decides the business day.")
        try field.standing(
            "day_starts_at_minute", &dayStartsAt, .minuteOfDay,
            "When a business day begins, in minutes after midnight: 240 for a bar that closes at four.")
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(StoreRow.self, id ?? moment.derivedID(0))
        world.wantToWrite(RegisterRow.self, moment.derivedID(1))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        let key: ID<Store> = id ?? moment.derivedID(0)
        guard world.row(StoreRow.self, key) == nil else { throw Fault(.storeExists) }
        let row = StoreRow(id: key, code: code, name: title, timeZone: timeZone, dayStartsAt: dayStartsAt)
        try row.checkTimeZone(moment)
        let register = RegisterRow(id: moment.derivedID(1), store: key, code: "1", name: "Register 1")
        world.put(register)
        return Outcome(world.put(row)) { $0.member("register_id", register.id) }
    }
}
