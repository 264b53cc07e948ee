import Chain
package import JSON
package import Operations
package import RetailCore

/// A code that enrols one device, once, within an hour. Ended, it has expired.
package struct EnrolmentRow: ShownTable {
    package static var name: String { "device_enrolment" }
    package static var entity: StaticString { "enrolment_code" }
    package static var lockOrder: LockOrder { .enrolment }
    package static let columns = [
        Column("device_id", .id), Column("code_digest", .bytes), Column("store_id", .id), Column("register_id", .id), Column("name", .text),
        Column("created_by", .id), Column("expires_at", .instant), Column("used_at", .instant), Column("nonce", .bytes),
        Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("device_id", ID<Device>.self, "The device that it makes."), .field("store_id", ID<Store>.self),
        .field("register_id", ID<Register>.self), .field("name", String.self), .field("created_by", ID<Actor>.self),
        .field("expires_at", Instant.self), .optional("used_at", Instant.self, "Left out: not used."),
    ]

    package var device: ID<Device>
    package var digest: [UInt8]
    package var store: ID<Store>
    package var register: ID<Register>
    package var title: String
    package var createdBy: ID<Actor>
    package var expiresAt: Instant
    package var usedAt: Instant?
    /// With the maker's token it gives the code (`DerivedSecret`).
    package var nonce: [UInt8]
    package var rowVersion: Int64

    package var key: ID<Device> { device }

    package init(_ cells: inout CellReader) throws(Fault) {
        device = try cells.id()
        digest = try cells.bytes()
        store = try cells.id()
        register = try cells.id()
        title = try cells.text()
        createdBy = try cells.id()
        expiresAt = try cells.instant()
        usedAt = try cells.instantIfAny()
        nonce = try cells.bytes()
        rowVersion = try cells.int64()
    }

    init(_ code: CreateEnrolmentCode, _ prepared: CreateEnrolmentCode.Prepared, _ moment: Moment) {
        (device, digest, store, register, title) = (moment.derivedID(0), prepared.digest, code.storeID, code.register, code.title)
        (createdBy, expiresAt) = (moment.actor.id, moment.now.advanced(bySeconds: CreateEnrolmentCode.seconds))
        (usedAt, nonce, rowVersion) = (nil, prepared.nonce, 1)
    }

    package func write(to cells: inout CellWriter) {
        cells.id(device)
        cells.bytes(digest)
        cells.id(store)
        cells.id(register)
        cells.text(title)
        cells.id(createdBy)
        cells.instant(expiresAt)
        cells.instant(usedAt)
        cells.bytes(nonce)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("device_id", device)
        writer.member("store_id", store)
        writer.member("register_id", register)
        writer.member("name", title)
        writer.member("created_by", createdBy)
        writer.member("expires_at", expiresAt)
        writer.member("used_at", usedAt)
    }
}

/// Makes a code that enrols one device in a store. A device can do what the role says, so its maker has to be able to do that there.
///
/// - Throws: `register.unknown` (422), `access.forbidden`, `access.store-scope` (403).
package struct CreateEnrolmentCode: Operation {
    package static let name = "device.create_code/1"
    package static let needs = Permission.deviceEnrol
    static let seconds: Int64 = 3600
    package var store: ID<Store>? { storeID }

    package var storeID: ID<Store>
    package var register: ID<Register>
    package var title: String
    /// Set by the server before the operation runs.
    package var prepared: Prepared?

    package struct Prepared: Sendable {
        package var digest: [UInt8]
        package var nonce: [UInt8]

        package init(digest: [UInt8], nonce: [UInt8]) { (self.digest, self.nonce) = (digest, nonce) }
    }

    package init(_ fields: inout Fields) throws(Fault) {
        storeID = try fields.required("store_id")
        register = try fields.required("register_id", .none, "Where the device will stand.")
        title = try fields.required("name", .length(1...100))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("store_id", storeID)
        writer.member("register_id", register)
        writer.member("name", title)
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
                .unprocessable, "register.unknown", "The store has no such register.",
                fields: [.init(field: "register_id", code: "unknown-id", message: "No register of the store has this id.")])
        }
        let row = EnrolmentRow(self, prepared, moment)
        world.put(row)
        return Outcome(row)
    }
}

/// Ends a code that nobody has used yet; for whoever could have made it.
///
/// - Throws: `device.code-unknown` (404), `device.code-used` (409), `access.forbidden`, `access.store-scope` (403).
package struct EndEnrolmentCode: Operation {
    package static let name = "device.end_code/1"
    package static let needs = Permission.deviceEnrol
    package static let isOpenToStores = true
    package var store: ID<Store>? { nil }

    package var device: ID<Device>

    package init(_ fields: inout Fields) throws(Fault) { device = try fields.required("device_id") }
    package init(_ device: ID<Device>) { self.device = device }
    package func members(_ writer: inout JSONWriter) { writer.member("device_id", device) }
    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(EnrolmentRow.self, device) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(EnrolmentRow.self, device) else {
            throw Fault(.missing, "device.code-unknown", "There is no code for such a device.")
        }
        try moment.authority.hand(on: BuiltinRole.deviceAuthority(in: row.store))
        guard row.usedAt == nil else {
            throw Fault(.conflict, "device.code-used", "The code was used: revoke the device.")
        }
        row.expiresAt = min(row.expiresAt, moment.now)
        row.rowVersion += 1
        world.put(row)
        return Outcome { $0.member("device_id", device) }
    }
}
