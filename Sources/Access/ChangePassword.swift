import Chain
package import JSON
package import Operations
package import RetailCore

/// Sets one's own password: with the old one, or with the token of a reset. The words themselves never enter a transaction.
package struct ChangePassword: ChainOperation {
    package enum Proof: Sendable {
        /// The stored form that the old password was checked against: it has to stand there still.
        case old(encoded: String)
        case reset(digest: [UInt8])
    }

    package static let name = "staff.change_password/1"
    package static let needs = Permission.accountOwn
    package static let refusals: [Refusal] = [.staffUnknown, .accessPasswordChanged, .accessResetInvalid]
    package static let answer: Schema = .object("PasswordChanged", [])
    package static let isOpenToStores = true

    /// Set by the server, as the person is whoever acts.
    package var proof: Proof?
    package var encodedPassword: String?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {}
    package init(_ proof: Proof, encoded: String) { (self.proof, encodedPassword) = (proof, encoded) }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(StaffPassword.self, ID(moment.actor.id))
        world.wantToWrite(StaffReset.self, ID(moment.actor.id))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let proof, let encodedPassword else { throw Fault(.broken, "internal.password", "The password was not prepared.") }
        guard var password = world.row(StaffPassword.self, ID(moment.actor.id)) else {
            throw Fault(.staffUnknown, "There is no such person.")
        }
        var reset = world.row(StaffReset.self, ID(moment.actor.id))
        switch proof {
        case .old(let encoded):
            guard password.encoded == encoded else {
                throw Fault(.accessPasswordChanged, "The password was changed by somebody else at this moment.")
            }
        case .reset(let digest):
            guard let reset, reset.isOpen(at: moment.now), reset.digest == digest else { throw StaffReset.invalid }
        }
        password.encoded = encodedPassword
        (password.failures, password.lockedUntil, password.changedAt) = (0, nil, moment.now)
        world.put(password)
        // However it was changed: a reset that is still open would undo it.
        if reset?.isOpen(at: moment.now) == true {
            reset?.usedAt = moment.now
            if let reset { world.put(reset) }
        }
        return Outcome()
    }
}
