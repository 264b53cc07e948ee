import Chain
package import JSON
package import Operations
package import RetailCore

/// Dismisses somebody: no log-in any more, and no session from this moment on. The row stays, for what was done stays theirs.
package struct DismissStaff: ChainOperation {
    package static let name = "staff.dismiss/1"
    package static let needs = Permission.staffEdit
    package static let refusals: [Refusal] = [.staffUnknown, .staffLastOwner] + Refusal.handing
    package static let answer: Schema = StaffRow.itemSchema
    package static let isOpenToStores = true

    package var staff: ID<Staff> = .none
    /// Set by the server before the operation runs (`OtherOwners`).
    package var otherOwners: [ID<Staff>] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("staff_id", &staff, rule: FieldRule("somebody who has nothing that the caller lacks; the last owner stays"))
    }
    package init(_ staff: ID<Staff>) { self.staff = staff }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(StaffRow.self, staff)
        for owner in otherOwners { world.wantToWrite(StaffRow.self, owner) }
        if let row = world.seen(StaffRow.self, staff) { RoleRights.want(row.role, world) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        var row = try StaffRow.within(moment, staff, world)
        if row.isActiveOwner { try StaffRow.checkNotLast(otherOwners, world) }
        return row.set(.dismissed, world)
    }
}

/// Takes somebody back who was dismissed, with the role and the stores of then.
package struct RehireStaff: ChainOperation {
    package static let name = "staff.rehire/1"
    package static let needs = Permission.staffEdit
    package static let refusals: [Refusal] = [.staffUnknown] + Refusal.handing
    package static let answer: Schema = StaffRow.itemSchema
    package static let isOpenToStores = true

    package var staff: ID<Staff> = .none

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("staff_id", &staff, rule: FieldRule("somebody who will have nothing that the caller lacks"))
    }
    package init(_ staff: ID<Staff>) { self.staff = staff }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(StaffRow.self, staff)
        if let row = world.seen(StaffRow.self, staff) { RoleRights.want(row.role, world) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        var row = try StaffRow.within(moment, staff, world)
        return row.set(.active, world)
    }
}

extension StaffRow {
    /// Who is in that state already stays as he is, and the answer is the same.
    fileprivate mutating func set(_ state: StaffStatus, _ world: World) -> Outcome {
        guard status != state else { return Outcome(self) }
        status = state
        return Outcome(world.put(self))
    }
}
