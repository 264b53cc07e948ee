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
            let data = data(from: close + 1)
            let next = data.end
            // Brackets say where data ends; an element must not be blamed for what stands behind its data.
            if let separator = bytes[close..<next].firstIndex(of: ElementString.separator) {
                throw CodeProblem(.wrongCharacter, at: separator)
            }
            reading.elements.append(try element(of: syntax, data))
            reading.positions.append(position)
            position = next
        }
        if let problem = ElementAssociations.problem(among: reading.elements, positions: reading.positions, partial: partial) {
            throw problem
        }
        return reading.elements
    }

    /// What stands behind an identifier, unescaped, and where each of its bytes stands in the text.
    private struct Data {
        var bytes: [UInt8] = []
        var positions: [Int] = []
        /// Where the next element's bracket is.
        var end = 0
    }

    private func element(of syntax: ApplicationIdentifierSyntax, _ data: Data) throws(CodeProblem) -> CodeElement {
        do throws(CodeProblem) {
            return try syntax.element(in: data.bytes, from: 0, upTo: data.bytes.count, year: year)
        } catch {
            let behind = data.positions.last.map { $0 + 1 } ?? data.end
            let position = data.positions.indices.contains(error.position) ? data.positions[error.position] : behind
            throw CodeProblem(error.code, at: position, in: error.identifier)
        }
    }

    private func data(from start: Int) -> Data {
        let blank: UInt8 = 0x20
        var data = Data()
        var index = start
        while index < end, bytes[index] != Self.open {
            if bytes[index] == Self.escape, index + 1 < end, bytes[index + 1] == Self.open { index += 1 }
            if bytes[index] != blank || !data.bytes.isEmpty {
                data.bytes.append(bytes[index])
                data.positions.append(index)
            }
            index += 1
        }
        while data.bytes.last == blank {
            data.bytes.removeLast()
            data.positions.removeLast()
        }
        data.end = index
        return data
    }
}
