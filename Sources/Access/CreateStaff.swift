import Chain
package import JSON
package import Operations
package import RetailCore
import Secrets

/// Hires somebody, with no more rights than the hirer has.
package struct CreateStaff: ChainOperation {
    package static let name = "staff.create/1"
    package static let needs = Permission.staffEdit
    package static let refusals: [Refusal] = [.staffUsernameTaken, .staffExists, .staffUnknownRole, .storeUnknown] + Refusal.handing
    package static let answer: Schema = StaffRow.itemSchema
    package static let isOpenToStores = true

    package var id: ID<Staff>?
    package var username = ""
    package var title = ""
    package var role = ""
    package var stores: [ID<Store>] = []
    package var allowsManySessions = false
    package var password: Secret<String> = Secret("")
    /// Set by the server before the operation runs; a password never enters a transaction or a log.
    package var encodedPassword: String?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, rule: .made)
        try field("username", &username, .length(2...60), "Can't be changed later.")
        try field("name", &title, .length(1...200))
        try field(
            "role", &role, .length(1...60),
            "owner, admin, manager, assistant_manager, inventory_assistant, sales_assistant, analyst, or the chain's own.",
            rule: FieldRule("a role with no permission that the hirer lacks; owner: by owners"))
        try field.standing("store_ids", &stores, .count(0...1000), "Empty: every store of the chain.", rule: .givenStores)
        try field.standing("allows_many_sessions", &allowsManySessions, .none, "Otherwise a new log-in ends the old one.")
        try field.secret("password", &password, .length(10...200), "At least 10 characters.")
    }

    /// The password itself is left out: it must not take part in anything that is kept.

    package func footprint(_ world: World, _ moment: Moment) {
        let key: ID<Staff> = id ?? moment.derivedID(0)
        world.wantToWrite(StaffRow.self, key)
        world.wantToWrite(StaffPassword.self, key)
        for store in stores { world.wantToRead(StoreRow.self, store) }
        RoleRights.want(role, world)
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        let key: ID<Staff> = id ?? moment.derivedID(0)
        guard let encodedPassword else { throw Fault(.broken, "internal.password", "The password was not prepared.") }
        guard world.row(StaffRow.self, key) == nil else { throw Fault(.staffExists) }
        try RoleRights.check(role, for: BuiltinRole.forStaff, world)
        try moment.authority.hand(on: RoleRights.authority(role, in: stores, world))
        try StaffRow.check(stores, world)
        let row = StaffRow(id: key, username: username, name: title, role: role, stores: stores)
        let hired = world.put(row)
        world.put(StaffPassword(staff: key, encoded: encodedPassword, allowsMany: allowsManySessions, changedAt: moment.now))
        return Outcome(hired)
    }
}

extension StaffRow {
    /// - Throws: `store.unknown` (422).
    static func check(_ stores: [ID<Store>], _ world: World) throws(Fault) {
        for (ordinal, store) in stores.enumerated() where world.row(StoreRow.self, store) == nil {
            throw Fault(
                .storeUnknown, "There is no store \(store).",
                fields: [.init(field: "store_ids[\(ordinal)]", code: "unknown-id", message: "No store has this id.")])
        }
    }
}
