/// Sums that are read as 64-bit numbers, whatever is stored.
enum SafeSum {
    /// What stands for a number that does not fit: its neighbour that does. Such an answer says so (`clamped`).
    static let limit = Int64.max

    /// SQL for a `numeric` expression as bigint, that never fails.
    static func bigint(_ expression: String) -> String { "greatest(least(\(expression), \(limit)), -\(limit))::bigint" }

    static func isClamped(_ value: Int64) -> Bool { value.magnitude >= UInt64(limit) }
}
