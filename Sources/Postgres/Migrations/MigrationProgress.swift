package import RetailCore

/// How far the migration of many tenants has come.
package struct MigrationProgress: Sendable {
    package let schema: String
    /// The schemas done, this one included, of `total`.
    package let done: Int
    package let total: Int
    /// The names of the files that were applied, or why it failed.
    package let outcome: Result<[String], Fault>
}

extension MigrationProgress {
    /// For a person; nil where there was nothing to do.
    package var words: String? {
        switch outcome {
        case .success(let applied):
            applied.isEmpty ? nil : "\(schema) (\(done) of \(total)): applied \(applied.joined(separator: ", "))"
        case .failure(let fault): "\(schema) (\(done) of \(total)): \(fault.detail)"
        }
    }
}
