/// Which elements may and must go together.
///
/// Source: GS1 General Specifications, 4.13 (associations) and 4.14; the same element twice must say the same (a label's symbols are read together).
enum ElementAssociations {
    /// - Parameter partial: whether what must go with an element may be on another symbol of the same label.
    static func problem(among elements: [CodeElement], positions: [Int], partial: Bool) -> CodeProblem? {
        for (index, element) in elements.enumerated() {
            guard let syntax = element.identifier.syntax else { continue }
            let position = index < positions.count ? positions[index] : 0
            if !partial, !syntax.needs.isEmpty, !syntax.needs.contains(where: { isThere($0, besides: syntax.number, among: elements) }) {
                return CodeProblem(.companionMissing, at: position, in: element.identifier)
            }
            for other in elements where other.identifier != element.identifier {
                if syntax.excludes.contains(where: { $0.contains(other.identifier.number) }) {
                    return CodeProblem(.contradiction, at: position, in: element.identifier)
                }
            }
            for other in elements[..<index] where other.identifier == element.identifier && other.data != element.data {
                return CodeProblem(.repeatedDifferently, at: position, in: element.identifier)
            }
        }
        return nil
    }

    private static func isThere(_ group: ApplicationIdentifierSyntax.Group, besides number: UInt16, among elements: [CodeElement]) -> Bool {
        group.allSatisfy { range in elements.contains { $0.identifier.number != number && range.contains($0.identifier.number) } }
    }
}
