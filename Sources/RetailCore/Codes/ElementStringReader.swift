/// Reads the data of a GS1 symbol: elements one behind the other, a separator behind those whose length isn't known beforehand.
struct ElementStringReader {
    /// Elements, and for each the byte where its identifier begins.
    struct Reading {
        var elements: [CodeElement] = []
        var positions: [Int] = []
    }

    let bytes: [UInt8]
    let end: Int
    let year: Int
    /// Whether companions of an element may be on another symbol of the label.
    let partial: Bool

    /// The one reading that the standard gives, taking every separator as sent.
    ///
    /// - Throws: `CodeProblem` at the first byte that can't be read.
    func strictReading(from start: Int) throws(CodeProblem) -> Reading {
        let table = ApplicationIdentifierTable.shared
        var reading = Reading()
        reading.elements.reserveCapacity(4)
        reading.positions.reserveCapacity(4)
        var position = start
        while position < end {
            guard bytes[position] != ElementString.separator else { throw CodeProblem(.emptyElement, at: position) }
            guard let (identifier, digits) = table.identifier(in: bytes, at: position, upTo: end),
                let syntax = table.syntax(of: identifier)
            else { throw CodeProblem(.unknownIdentifier, at: position) }
            let dataStart = position + digits
            let dataEnd = syntax.needsSeparator ? segmentEnd(from: dataStart) : min(dataStart + syntax.maximum, segmentEnd(from: dataStart))
            reading.elements.append(try syntax.element(in: bytes, from: dataStart, upTo: dataEnd, year: year))
            reading.positions.append(position)
            position = dataEnd
            // Allowed, though not needed, behind a known length as well (GS1 General Specifications, 7.8.6), and at the end.
            if position < end, bytes[position] == ElementString.separator { position += 1 }
        }
        guard !reading.elements.isEmpty else { throw CodeProblem(.empty, at: start) }
        if let problem = ElementAssociations.problem(among: reading.elements, positions: reading.positions, partial: partial) {
            throw problem
        }
        return reading
    }

    func segmentEnd(from start: Int) -> Int {
        var index = start
        while index < end, bytes[index] != ElementString.separator { index += 1 }
        return index
    }
}
