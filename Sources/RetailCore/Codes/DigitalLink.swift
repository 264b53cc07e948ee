/// GS1 elements as a web address, which phones and tills read alike: a key, its qualifiers in their order, and attributes.
///
/// Source: GS1 Digital Link Standard: URI Syntax, 4 (syntax) and 4.12 (canonical form).
public struct DigitalLink: Hashable, Sendable {
    /// The key, its qualifiers in their order, then the attributes by identifier.
    public let elements: [CodeElement]
    private let pathCount: Int

    /// - Throws: `CodeProblem` `code.link-no-key`, `code.link-attribute` (an element that can be neither qualifier nor attribute there),
    ///   `code.link-repeated`, `code.companion-missing`, `code.contradiction`; the position is the element's number.
    public init(_ elements: [CodeElement], partial: Bool = false) throws(CodeProblem) {
        if let problem = ElementAssociations.problem(among: elements, positions: Array(elements.indices), partial: partial) {
            throw problem
        }
        for (index, element) in elements.enumerated() where elements[..<index].contains(where: { $0.identifier == element.identifier }) {
            throw CodeProblem(.linkRepeated, at: index, in: element.identifier)
        }
        guard let key = elements.first(where: { $0.identifier.syntax?.qualifiers != nil }) else { throw CodeProblem(.linkNoKey, at: 0) }
        let rest = elements.filter { $0 != key }
        let orders = key.identifier.syntax?.qualifiers ?? []
        var refused: CodeElement?
        for order in orders.isEmpty ? [[]] : orders {
            let path = order.compactMap { number in rest.first { $0.identifier.number == number } }
            let attributes = rest.filter { !order.contains($0.identifier.number) }
            refused = attributes.first { !$0.identifier.isLinkAttribute }
            guard refused == nil else { continue }
            self.elements = [key] + path + attributes.sorted { $0.identifier < $1.identifier }
            self.pathCount = 1 + path.count
            return
        }
        throw CodeProblem(.linkAttribute, at: elements.firstIndex { $0 == refused } ?? 0, in: refused?.identifier)
    }

    /// The canonical address; with another stem, that of a brand's own domain.
    ///
    /// - Parameter stem: scheme, domain and path prefix, without a slash at its end.
    public func uri(stem: String = "https://id.gs1.org") -> String {
        var bytes = Array(stem.utf8)
        for (index, element) in elements.enumerated() {
            let isPath = index < pathCount
            bytes.append(isPath ? 0x2F : index == pathCount ? 0x3F : 0x26)
            bytes.append(contentsOf: element.identifier.description.utf8)
            bytes.append(isPath ? 0x2F : 0x3D)
            PercentCoding.append(element.data.utf8, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
