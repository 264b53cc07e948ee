import Operations
import RetailCore

/// What logs a person in; never streamed, never answered.
struct StaffPassword: Table {
    static var name: String { "staff_password" }
    static var lockOrder: LockOrder { .staffPassword }
    static let columns = [
        Column("staff_id", .id), Column("encoded", .text), Column("failures", .int32), Column("locked_until", .instant),
        Column("allows_many", .bool),
        Column("changed_at", .instant),
    ]

    var staff: ID<Staff>
    var encoded: String
    var failures: Int32 = 0
    var lockedUntil: Instant?
    var allowsMany = false
    var changedAt: Instant

    var key: ID<Staff> { staff }

    init(staff: ID<Staff>, encoded: String, allowsMany: Bool, changedAt: Instant) {
        (self.staff, self.encoded, self.allowsMany, self.changedAt) = (staff, encoded, allowsMany, changedAt)
    }

    init(_ cells: inout CellReader) throws(Fault) {
        staff = try cells.id()
        encoded = try cells.text()
        failures = try cells.int32()
        lockedUntil = try cells.instantIfAny()
        allowsMany = try cells.bool()
        changedAt = try cells.instant()
    }

    func write(to cells: inout CellWriter) {
        cells.id(staff)
        cells.text(encoded)
        cells.int32(failures)
        cells.instant(lockedUntil)
        cells.bool(allowsMany)
        cells.instant(changedAt)
    }
}
