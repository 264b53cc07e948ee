package import JSON
package import Operations
package import RetailCore

/// An enrolled device, and how far its operations have come.
package struct DeviceRow: ShownTable {
    package static let table = TableShape(DeviceRow.self, "device", .people)

    package var id: ID<Device> = .none
    package var store: ID<Store> = .none
    package var register: ID<Register> = .none
    package var name = ""
    package var status: DeviceStatus = .active
    package var incarnation: Int64 = 0
    package var lastSeq: Int64 = 0
    package var rowVersion: Int64 = 0

    package var key: ID<Device> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("store_id", &store)
        try column("register_id", &register)
        try column("name", &name)
        try column("status", &status)
        try column("incarnation", &incarnation, "Counted up when the device was restored or cloned.")
        try column("last_seq", &lastSeq, "The last operation that was taken.")
        try column.version(&rowVersion)
    }
}

package enum DeviceStatus: String, ColumnWord {
    case active, revoked
}

/// Takes a device out of service. Its token dies with it, everywhere, at once.
package struct RevokeDevice: ChainOperation {
    /// What the device's own stream is told.
    package static let told = StreamedEntity(
        told: "revocation", key: "device_id", [.init(name: "device_id", schema: ID<Device>.schema, isRequired: true, words: "")])

    package static let name = "device.revoke/1"
    package static let needs = Permission.deviceRevoke
    package static let refusals: [Refusal] = [.deviceUnknown, .accessStoreScope]
    package static let answer: Schema = .object("RevokedDevice", [.field("device_id", ID<Device>.self)])
    package static let isOpenToStores = true

    package var device: ID<Device> = .none

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field(
            "device_id", &device,
            rule: FieldRule("a device of one of the caller's own stores, else `access.store-scope`", push: "refused: no device may"))
    }

    package init(_ device: ID<Device>) {
        self.device = device
    }

    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(DeviceRow.self, device) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(DeviceRow.self, device) else { throw Fault(.deviceUnknown) }
        try moment.authority.reach(row.store)
        row.status = .revoked
        row.rowVersion += 1
        world.put(row)
        world.tell(.device(device), entity: "revocation", critical: true) { $0.member("device_id", device) }
        return Outcome { $0.member("device_id", device) }
    }
}
