import Chain
package import JSON
package import Operations
package import RetailCore

/// A code that enrols one device, once, within an hour. Ended, it has expired.
package struct EnrolmentRow: ShownTable {
    package static let table = TableShape(EnrolmentRow.self, "device_enrolment", entity: "enrolment_code", .people)

    package var device: ID<Device> = .none
    package var digest: [UInt8] = []
    package var store: ID<Store> = .none
    package var register: ID<Register> = .none
    package var title = ""
    package var createdBy: ID<Actor> = .none
    package var expiresAt = Instant(microseconds: 0)
    package var usedAt: Instant?
    /// With the maker's token it gives the code (`DerivedSecret`).
    package var nonce: [UInt8] = []
    package var rowVersion: Int64 = 1

    package var key: ID<Device> { device }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("device_id", &device, "The device that it makes.")
        try column("code_digest", &digest, .hidden)
        try column("store_id", &store)
        try column("register_id", &register)
        try column("name", &title)
        try column("created_by", &createdBy)
        try column("expires_at", &expiresAt)
        try column("used_at", &usedAt, "Left out: not used.")
        try column("nonce", &nonce, .hidden)
        try column.version(&rowVersion)
    }

    init(_ code: CreateEnrolmentCode, _ prepared: CreateEnrolmentCode.Prepared, _ moment: Moment) {
        (device, digest, store, register, title) = (moment.derivedID(0), prepared.digest, code.storeID, code.register, code.title)
        (createdBy, expiresAt) = (moment.actor.id, moment.now.advanced(bySeconds: CreateEnrolmentCode.seconds))
        (usedAt, nonce, rowVersion) = (nil, prepared.nonce, 1)
    }
}

/// Makes a code that enrols one device in a store. A device can do what the role says, so its maker has to be able to do that there.
package struct CreateEnrolmentCode: Operation {
    package static let name = "device.create_code/1"
    package static let needs = Permission.deviceEnrol
    package static let refusals: [Refusal] = [.registerUnknown] + Refusal.handing
    package static let answer: Schema = EnrolmentRow.itemSchema
    static let seconds: Int64 = 3600
    package var store: ID<Store>? { storeID }

    package var storeID: ID<Store> = .none
    package var register: ID<Register> = .none
    package var title = ""
    /// Set by the server before the operation runs.
    package var prepared: Prepared?

    package struct Prepared: Sendable {
        package var digest: [UInt8]
        package var nonce: [UInt8]

        package init(digest: [UInt8], nonce: [UInt8]) { (self.digest, self.nonce) = (digest, nonce) }
    }

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("store_id", &storeID, rule: .ownStore(orNone: "the maker has all that a device has"))
        try field(
            "register_id", &register, .none, "Where the device will stand.",
            rule: FieldRule("a register of the store, else `register.unknown`"))
        try field("name", &title, .length(1...100))
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(RegisterRow.self, register)
        world.wantToWrite(EnrolmentRow.self, moment.derivedID(0))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let prepared else { throw Fault(.broken, "internal.nonce", "The code was not prepared.") }
        try moment.authority.hand(on: BuiltinRole.deviceAuthority(in: storeID))
        guard world.row(RegisterRow.self, register)?.store == storeID else {
            throw Fault(
                .registerUnknown,
                fields: [.init(field: "register_id", code: "unknown-id", message: "No register of the store has this id.")])
        }
        let row = EnrolmentRow(self, prepared, moment)
        world.put(row)
        return Outcome(row)
    }
}

/// Ends a code that nobody has used yet; for whoever could have made it.
package struct EndEnrolmentCode: ChainOperation {
    package static let name = "device.end_code/1"
    package static let needs = Permission.deviceEnrol
    package static let refusals: [Refusal] = [.deviceCodeUnknown, .deviceCodeUsed] + Refusal.handing
    package static let answer: Schema = .object("EndedEnrolmentCode", [.field("device_id", ID<Device>.self)])
    package static let isOpenToStores = true

    package var device: ID<Device> = .none

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("device_id", &device, rule: FieldRule("a code that the caller could have made"))
    }
    package init(_ device: ID<Device>) { self.device = device }
    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(EnrolmentRow.self, device) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(EnrolmentRow.self, device) else {
            throw Fault(.deviceCodeUnknown)
        }
        try moment.authority.hand(on: BuiltinRole.deviceAuthority(in: row.store))
        guard row.usedAt == nil else {
            throw Fault(.deviceCodeUsed, "The code was used: revoke the device.")
        }
        row.expiresAt = min(row.expiresAt, moment.now)
        row.rowVersion += 1
        world.put(row)
        return Outcome { $0.member("device_id", device) }
    }
}
