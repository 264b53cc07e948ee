/// Somebody's leave for a guarded act, given for this one.
public struct Approval: Hashable, Sendable {
    /// Its own id: one approval serves one override.
    public let id: ID<Approval>
    /// Who approved.
    public let approver: StaffID
    /// When.
    public let at: Instant
    /// Up to how much off the approver may allow, in millionths: 50 % is 500,000.
    public let limitOffMicro: Int64

    /// What an approver signed.
    public init(id: ID<Approval>, approver: StaffID, at: Instant, limitOffMicro: Int64) {
        self.id = id
        self.approver = approver
        self.at = at
        self.limitOffMicro = limitOffMicro
    }
}
