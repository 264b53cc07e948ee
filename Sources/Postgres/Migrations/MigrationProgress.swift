package import RetailCore

/// How far the migration of many tenants has come.
package struct MigrationProgress: Sendable {
    package let schema: String
    /// The schemas done, this one included, of `total`.
    package let done: Int
    package let total: Int
    /// The numbers of the files that were applied, or why it failed.
    package let outcome: Result<[Int], Fault>
}
