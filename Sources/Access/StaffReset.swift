import Chain
package import JSON
package import Operations
package import RetailCore

/// The token that sets a new password for somebody, once, within an hour; a later one takes its place.
package struct StaffReset: Table {
    package static let table = TableShape(StaffReset.self, "staff_reset", .people)

    package var staff: ID<Staff> = .none
    package var digest: [UInt8] = []
    package var nonce: [UInt8] = []
    package var operation: OperationID = .none
    package var expiresAt = Instant(microseconds: 0)
    package var usedAt: Instant?

    package var key: ID<Staff> { staff }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("staff_id", &staff)
        try column("token_digest", &digest, .hidden)
        try column("nonce", &nonce, .hidden)
        try column("op_id", &operation)
        try column("expires_at", &expiresAt)
        try column("used_at", &usedAt)
    }

    package init(staff: ID<Staff>, digest: [UInt8], nonce: [UInt8], operation: OperationID, expiresAt: Instant) {
        (self.staff, self.digest, self.nonce, self.operation, self.expiresAt) = (staff, digest, nonce, operation, expiresAt)
    }

    package func isOpen(at now: Instant) -> Bool { usedAt == nil && expiresAt > now }

    package static let invalid = Fault(.accessResetInvalid)
}

/// Takes somebody's password away and gives a token to set a new one: the old one is worth nothing from this moment on.
///
/// Who resets it could take the person's place, so has to have all that the person has.
package struct ResetPassword: ChainOperation {
    package static let name = "staff.reset_password/1"
    package static let needs = Permission.staffResetPassword
    package static let refusals: [Refusal] = [.staffUnknown, .staffDismissed] + Refusal.handing
    package static let answer: Schema = .object("PasswordReset", [.field("staff_id", ID<Staff>.self), .field("expires_at", Instant.self)])
    package static let isOpenToStores = true
    static let seconds: Int64 = 3600

    package var staff: ID<Staff> = .none
    /// Set by the server before the operation runs.
    package var prepared: Prepared?

    package struct Prepared: Sendable {
        package var digest: [UInt8]
        package var nonce: [UInt8]
        /// A hash of something nobody knows.
        package var encodedPassword: String

        package init(digest: [UInt8], nonce: [UInt8], encodedPassword: String) {
            (self.digest, self.nonce, self.encodedPassword) = (digest, nonce, encodedPassword)
        }
    }

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("staff_id", &staff, rule: FieldRule("somebody who has nothing that the caller lacks"))
    }
    package init(_ staff: ID<Staff>) { self.staff = staff }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(StaffRow.self, staff)
        world.wantToWrite(StaffPassword.self, staff)
        world.wantToWrite(StaffReset.self, staff)
        if let row = world.seen(StaffRow.self, staff) { RoleRights.want(row.role, world) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let prepared else { throw Fault(.broken, "internal.password", "The reset was not prepared.") }
        let row = try StaffRow.within(moment, staff, world)
        guard row.isActive, var password = world.row(StaffPassword.self, staff) else {
            throw Fault(.staffDismissed, "The person was dismissed; take them back first.")
        }
        password.encoded = prepared.encodedPassword
        (password.failures, password.lockedUntil, password.changedAt) = (0, nil, moment.now)
        world.put(password)
        let expiresAt = moment.now.advanced(bySeconds: ResetPassword.seconds)
        world.put(
            StaffReset(
                staff: staff, digest: prepared.digest, nonce: prepared.nonce, operation: moment.operation, expiresAt: expiresAt))
        return Outcome {
            $0.member("staff_id", staff)
            $0.member("expires_at", expiresAt)
        }
    }
}
