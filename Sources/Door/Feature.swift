package import Operations

extension Feature {
    /// What the door itself keeps.
    package static let door = Feature(rows: [AuditChainRow.self, AuditRow.self, OperationRow.self, HeldOperation.self])
}
