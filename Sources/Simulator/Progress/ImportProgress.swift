/// Whoever wants to see how far an import is. Told a few times a second; what it does with that is its own.
package protocol ImportProgress: Sendable {
    func show(_ snapshot: ImportSnapshot)
    /// The last word before a report or an error.
    func finish()
}

package struct NoProgress: ImportProgress {
    package init() {}
    package func show(_ snapshot: ImportSnapshot) {}
    package func finish() {}
}
