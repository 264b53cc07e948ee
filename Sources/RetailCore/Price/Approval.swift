/// Somebody's leave for a guarded act, given for this one.
public struct Approval: Hashable, Sendable {
    public let id: ID<Approval>
    public let approver: StaffID
    public let at: Instant
    /// Up to how much off the approver may allow, in millionths: 50 % is 500,000.
    public let limitOffMicro: Int64

    public init(id: ID<Approval>, approver: StaffID, at: Instant, limitOffMicro: Int64) {
        self.id = id
        self.approver = approver
        self.at = at
        self.limitOffMicro = limitOffMicro
    }
}
