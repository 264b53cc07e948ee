import Operations
import RetailCore

/// What logs a person in; never streamed, never answered.
struct StaffPassword: Table {
    static let table = TableShape(StaffPassword.self, "staff_password", .people)

    var staff: ID<Staff> = .none
    var encoded = ""
    var failures: Int32 = 0
    var lockedUntil: Instant?
    var allowsMany = false
    var changedAt = Instant(microseconds: 0)

    var key: ID<Staff> { staff }

    init() {}

    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("staff_id", &staff)
        try column("encoded", &encoded)
        try column("failures", &failures)
        try column("locked_until", &lockedUntil)
        try column("allows_many", &allowsMany)
        try column("changed_at", &changedAt)
    }

    init(staff: ID<Staff>, encoded: String, allowsMany: Bool, changedAt: Instant) {
        (self.staff, self.encoded, self.allowsMany, self.changedAt) = (staff, encoded, allowsMany, changedAt)
    }
}
