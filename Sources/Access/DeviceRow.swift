package import JSON
package import Operations
package import RetailCore

/// An enrolled device, and how far its operations have come.
package struct DeviceRow: ShownTable {
    package static var name: String { "device" }
    package static var entity: StaticString { "device" }
    package static var lockOrder: LockOrder { .device }
    package static let columns = [
        Column("id", .id), Column("store_id", .id), Column("register_id", .id), Column("name", .text), Column("status", .text),
        Column("incarnation", .int64),
        Column("last_seq", .int64), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Device>.self), .field("store_id", ID<Store>.self), .field("register_id", ID<Register>.self),
        .field("name", String.self), .field("status", String.self, "active or revoked."),
        .field("incarnation", Int64.self, "Counted up when the device was restored or cloned."),
        .field("last_seq", Int64.self, "The last operation that was taken."),
    ]

    package var id: ID<Device>
    package var store: ID<Store>
    package var register: ID<Register>
    package var name: String
    package var status: String
    package var incarnation: Int64
    package var lastSeq: Int64
    package var rowVersion: Int64

    package var key: ID<Device> { id }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("store_id", store)
        writer.member("register_id", register)
        writer.member("name", name)
        writer.member("status", status)
        writer.member("incarnation", incarnation)
        writer.member("last_seq", lastSeq)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        store = try cells.id()
        register = try cells.id()
        name = try cells.text()
        status = try cells.text()
        incarnation = try cells.int64()
        lastSeq = try cells.int64()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.id(store)
        cells.id(register)
        cells.text(name)
        cells.text(status)
        cells.int64(incarnation)
        cells.int64(lastSeq)
        cells.int64(rowVersion)
    }
}

/// Takes a device out of service. Its token dies with it, everywhere, at once.
///
/// - Throws: `device.unknown` (404), `access.store-scope` (403).
package struct RevokeDevice: Operation {
    /// What the device's own stream is told.
    package static let told = StreamedEntity(
        told: "revocation", key: "device_id", [.init(name: "device_id", schema: ID<Device>.schema, isRequired: true, words: "")])

    package static let name = "device.revoke/1"
    package static let needs = Permission.deviceRevoke
    package static let isOpenToStores = true
    package var store: ID<Store>? { nil }

    package var device: ID<Device>

    package init(_ fields: inout Fields) throws(Fault) {
        device = try fields.required("device_id")
    }

    package init(_ device: ID<Device>) {
        self.device = device
    }

    package func members(_ writer: inout JSONWriter) { writer.member("device_id", device) }

    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(DeviceRow.self, device) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(DeviceRow.self, device) else { throw Fault(.missing, "device.unknown", "There is no such device.") }
        try moment.authority.reach(row.store)
        row.status = "revoked"
        row.rowVersion += 1
        world.put(row)
        world.tell(.device(device), entity: "revocation", critical: true) { $0.member("device_id", device) }
        return Outcome { $0.member("device_id", device) }
    }
}
