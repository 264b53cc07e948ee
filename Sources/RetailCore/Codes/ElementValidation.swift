extension ApplicationIdentifierSyntax {
    /// The element whose data is `bytes` from `start` up to `end`.
    ///
    /// - Throws: `CodeProblem` with the byte where the data stops being right.
    func element(in bytes: [UInt8], from start: Int, upTo end: Int, year: Int) throws(CodeProblem) -> CodeElement {
        let length = end - start
        guard start >= 0, end <= bytes.count, length >= minimum, length <= maximum else {
            throw CodeProblem(.wrongLength, at: start, in: identifier)
        }
        let data = bytes[start..<end]
        var rest = data
        for component in components {
            if rest.isEmpty, component.isOptional { break }
            rest = try component.consume(rest, in: self, year: year)
        }
        guard rest.isEmpty else { throw CodeProblem(.wrongLength, at: rest.startIndex, in: identifier) }
        guard let value = decoding.value(of: data, year: year) else { throw CodeProblem(.wrongValue, at: start, in: identifier) }
        return CodeElement(identifier: identifier, data: String(decoding: data, as: UTF8.self), value: value)
    }
}

extension ElementComponent {
    /// What is left of `data` behind this part.
    fileprivate func consume(
        _ data: ArraySlice<UInt8>, in syntax: ApplicationIdentifierSyntax, year: Int
    ) throws(CodeProblem) -> ArraySlice<UInt8> {
        let part = data.prefix(maximum)
        guard part.count >= minimum else { throw CodeProblem(.wrongLength, at: data.startIndex, in: syntax.identifier) }
        if let wrong = characters.firstOutside(part) { throw CodeProblem(.wrongCharacter, at: wrong, in: syntax.identifier) }
        for check in checks {
            // The time of a delivery window may be left open (GS1 General Specifications, 3.8.21 and 3.8.22).
            if check == .hhmi, syntax.number == 4324 || syntax.number == 4325, part.decimal == 9999 { continue }
            if let code = check.problem(in: part, year: year) { throw CodeProblem(code, at: part.startIndex, in: syntax.identifier) }
        }
        return data[part.endIndex...]
    }
}
