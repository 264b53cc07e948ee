import Chain
package import JSON
package import Operations
package import RetailCore

/// The fields of a person that an editor may send; what is left out stays.
package struct StaffEdit: WireRecord {
    package var title: String?
    package var role: String?
    package var stores: [ID<Store>]?
    package var allowsManySessions: Bool?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("name", &title, .length(1...200))
        try field(
            "role", &role, .length(1...60),
            rule: FieldRule("a role with no permission that the caller lacks; owner: by owners; the last owner stays"))
        try field("store_ids", &stores, .count(0...1000), "Empty: every store of the chain.", rule: .givenStores)
        try field("allows_many_sessions", &allowsManySessions)
    }

    package init(title: String?, role: String?, stores: [ID<Store>]?, allowsManySessions: Bool?) {
        (self.title, self.role, self.stores, self.allowsManySessions) = (title, role, stores, allowsManySessions)
    }
}

/// Changes a person's name, role, stores or sessions, if the row still is the version the editor saw.
///
/// The editor has to have all that the person has and all that the person gets (`Authority.hand`).
package struct UpdateStaff: ChainOperation {
    package static let name = "staff.update/1"
    package static let needs = Permission.staffEdit
    package static let refusals: [Refusal] =
        [.staffUnknown, .staffChanged, .staffUnknownRole, .staffLastOwner, .storeUnknown] + Refusal.handing
    package static let answer: Schema = StaffRow.itemSchema
    package static let isOpenToStores = true

    package var staff: ID<Staff> = .none
    package var baseVersion: Int64 = 0
    package var edit = StaffEdit()
    /// Set by the server before the operation runs (`OtherOwners`).
    package var otherOwners: [ID<Staff>] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("staff_id", &staff, rule: FieldRule("somebody who has nothing that the caller lacks"))
        try field("base_version", &baseVersion, .range(1...Int64.max), "The row version that the editor saw.")
        try edit.fields(&field)
    }

    package init(_ staff: ID<Staff>, _ baseVersion: Int64, _ edit: StaffEdit) {
        (self.staff, self.baseVersion, self.edit) = (staff, baseVersion, edit)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(StaffRow.self, staff)
        if edit.allowsManySessions != nil { world.wantToWrite(StaffPassword.self, staff) }
        for owner in otherOwners { world.wantToWrite(StaffRow.self, owner) }
        for store in edit.stores ?? [] { world.wantToRead(StoreRow.self, store) }
        if let role = edit.role { RoleRights.want(role, world) }
        // Known after the first round: the role the person has.
        if let row = world.seen(StaffRow.self, staff) { RoleRights.want(row.role, world) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        var row = try StaffRow.within(moment, staff, world)
        try row.check(
            baseVersion, or: .staffChanged, "Somebody else changed the person first; the row is at version \(row.rowVersion) now.")
        let wasOwner = row.isActiveOwner
        row.name = edit.title ?? row.name
        row.role = edit.role ?? row.role
        row.stores = edit.stores ?? row.stores
        if edit.role != nil { try RoleRights.check(row.role, for: BuiltinRole.forStaff, world) }
        try moment.authority.hand(on: RoleRights.authority(row.role, in: row.stores, world))
        try StaffRow.check(edit.stores ?? [], world)
        if wasOwner, !row.isActiveOwner { try StaffRow.checkNotLast(otherOwners, world) }
        let changed = world.put(row)
        if let allows = edit.allowsManySessions, var password = world.row(StaffPassword.self, staff) {
            password.allowsMany = allows
            world.put(password)
        }
        return Outcome(changed)
    }
}

extension StaffRow {
    var isActiveOwner: Bool { isActive && BuiltinRole(rawValue: role) == .owner }

    /// The person, where the actor has all that the person has.
    ///
    /// - Throws: `staff.unknown` (404), `access.forbidden`, `access.store-scope` (403).
    static func within(_ moment: Moment, _ staff: ID<Staff>, _ world: World) throws(Fault) -> StaffRow {
        guard let row = world.row(StaffRow.self, staff) else { throw Fault(.staffUnknown, "There is no such person.") }
        try moment.authority.hand(on: RoleRights.authority(row.role, in: row.stores, world))
        return row
    }

    /// A chain without an owner could never have one again. Their rows are locked: of two owners who dismiss each other one stays.
    ///
    /// - Throws: `staff.last-owner` (409).
    static func checkNotLast(_ others: [ID<Staff>], _ world: World) throws(Fault) {
        for other in others where world.row(StaffRow.self, other)?.isActiveOwner == true { return }
        throw Fault(.staffLastOwner, "This is the chain's last active owner; make another one first.")
    }
}
