/// Reads elements as they are printed for people: `(01)04012345123456(17)261231`.
///
/// Every bracket that isn't escaped by a backslash begins an element. Blanks beside brackets are left out: no GS1 data has one.
struct BracketedText {
    static let open: UInt8 = 0x28
    static let escape: UInt8 = 0x5C
    private static let close: UInt8 = 0x29

    let bytes: [UInt8]
    let end: Int
    let year: Int
    let partial: Bool

    /// - Throws: `CodeProblem`.
    func elements(from start: Int) throws(CodeProblem) -> [CodeElement] {
        var reading = ElementStringReader.Reading()
        var position = start
        while position < end {
            guard bytes[position] == Self.open, let close = bytes[position..<end].firstIndex(of: Self.close) else {
                throw CodeProblem(.brackets, at: position)
            }
            let table = ApplicationIdentifierTable.shared
            guard let (identifier, count) = table.identifier(in: bytes, at: position + 1, upTo: close), position + 1 + count == close,
                let syntax = table.syntax(of: identifier)
            else { throw CodeProblem(.unknownIdentifier, at: position + 1) }
            let (data, next) = data(from: close + 1)
            // Brackets say where data ends; an element must not be blamed for what stands behind its data.
            if let separator = bytes[close..<next].firstIndex(of: ElementString.separator) {
                throw CodeProblem(.wrongCharacter, at: separator)
            }
            reading.elements.append(try element(of: syntax, data, at: close + 1))
            reading.positions.append(position)
            position = next
        }
        if let problem = ElementAssociations.problem(among: reading.elements, positions: reading.positions, partial: partial) {
            throw problem
        }
        return reading.elements
    }

    private func element(of syntax: ApplicationIdentifierSyntax, _ data: [UInt8], at start: Int) throws(CodeProblem) -> CodeElement {
        do throws(CodeProblem) {
            return try syntax.element(in: data, from: 0, upTo: data.count, year: year)
        } catch {
            throw CodeProblem(error.code, at: start + error.position, in: error.identifier)
        }
    }

    /// The data up to the next element's bracket, unescaped, and where that bracket is.
    private func data(from start: Int) -> ([UInt8], Int) {
        var data: [UInt8] = []
        var index = start
        while index < end, bytes[index] != Self.open {
            if bytes[index] == Self.escape, index + 1 < end, bytes[index + 1] == Self.open { index += 1 }
            data.append(bytes[index])
            index += 1
        }
        let blank: UInt8 = 0x20
        while data.last == blank { data.removeLast() }
        return (Array(data.drop { $0 == blank }), index)
    }
}
