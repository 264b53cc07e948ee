/// Reads a web address as a GS1 Digital Link.
///
/// As the standard has it since version 1.2, identifiers are numbers: the names that 1.1 knew (`/gtin/`, `/lot/`) are refused by name. A GTIN of 8, 12
/// or 13 digits, which 1.1 also knew, is padded: it can't mean anything else.
///
/// Numbers between slashes are common in addresses. Only parsing tells which are a Digital Link's (GS1 Digital Link Standard: URI Syntax, 6), so a key
/// is one whose data is right to its check digit; behind it, whatever is wrong is a problem. On the host of GS1 itself, wrong data is one as well.
struct DigitalLinkReader {
    let bytes: [UInt8]
    let end: Int
    let year: Int
    let partial: Bool
    /// Where every path is meant as a Digital Link.
    let isHostOfGS1: Bool

    private typealias Pair = (syntax: ApplicationIdentifierSyntax, identifier: Range<Int>, data: Range<Int>)

    /// The elements in the address' order; nil where it is a web address without GS1 data.
    ///
    /// - Throws: `CodeProblem`.
    func elements(pathFrom start: Int) throws(CodeProblem) -> [CodeElement]? {
        let pathEnd = bytes[start..<end].firstIndex { $0 == 0x3F || $0 == 0x23 } ?? end
        let segments = segments(from: start, upTo: pathEnd)
        guard let (key, path) = try path(segments) else { return nil }
        var reading = ElementStringReader.Reading(elements: [key], positions: path.prefix(1).map(\.identifier.lowerBound))
        for pair in path.dropFirst() {
            reading.elements.append(try element(pair, inQuery: false))
            reading.positions.append(pair.identifier.lowerBound)
        }
        if pathEnd < end, bytes[pathEnd] == 0x3F { try readQuery(from: pathEnd + 1, behind: path, into: &reading) }
        if let problem = ElementAssociations.problem(among: reading.elements, positions: reading.positions, partial: partial) {
            throw problem
        }
        return reading.elements
    }

    /// The parts between slashes, without an empty one at the end.
    private func segments(from start: Int, upTo end: Int) -> [Range<Int>] {
        var segments: [Range<Int>] = []
        var first = start
        for index in start..<end where bytes[index] == 0x2F {
            segments.append(first..<index)
            first = index + 1
        }
        if first < end { segments.append(first..<end) }
        return segments
    }

    /// The key and its qualifiers, found from the end: what is in front is the domain's own path, whatever it looks like
    /// (GS1 Digital Link Standard: URI Syntax, 6; so does GS1's Barcode Syntax Engine).
    private func path(_ segments: [Range<Int>]) throws(CodeProblem) -> (key: CodeElement, pairs: [Pair])? {
        var pairs: [Pair] = []
        var index = segments.count - 2
        while index >= 0, let syntax = syntax(at: segments[index]) {
            let pair: Pair = (syntax, segments[index], segments[index + 1])
            pairs.insert(pair, at: 0)
            if let key = key(pair) {
                try checkOrder(pairs)
                return (key, pairs)
            }
            index -= 2
        }
        try refuseNearMisses(segments)
        return nil
    }

    /// The qualifiers must be some of the key's, in its order.
    private func checkOrder(_ pairs: [Pair]) throws(CodeProblem) {
        guard let key = pairs.first else { return }
        let orders = key.syntax.qualifiers ?? []
        let numbers = pairs.dropFirst().map(\.syntax.number)
        guard numbers.isEmpty || orders.contains(where: { Self.isInOrder(numbers, of: $0) }) else {
            throw CodeProblem(.linkOrder, at: pairs[1].identifier.lowerBound, in: pairs[1].syntax.identifier)
        }
    }

    private static func isInOrder(_ numbers: [UInt16], of order: [UInt16]) -> Bool {
        var rest = order[...]
        for number in numbers {
            guard let place = rest.firstIndex(of: number) else { return false }
            rest = rest[(place + 1)...]
        }
        return true
    }

    /// An address that was meant to be a Digital Link is told what is wrong with it; any other is just an address.
    ///
    /// A key here has data of the wrong kind, or what stands behind it doesn't come in pairs.
    private func refuseNearMisses(_ segments: [Range<Int>]) throws(CodeProblem) {
        for (index, segment) in segments.enumerated() where index + 1 < segments.count {
            if let number = Self.shortNames[String(decoding: bytes[segment], as: UTF8.self)],
                let syntax = ApplicationIdentifier(number: number).syntax,
                isHostOfGS1 || key((syntax, segment, segments[index + 1])) != nil
            {
                throw CodeProblem(.linkShortName, at: segment.lowerBound)
            }
            guard let syntax = syntax(at: segment), syntax.qualifiers != nil else { continue }
            let pair: Pair = (syntax, segment, segments[index + 1])
            guard key(pair) != nil else {
                if isHostOfGS1 { _ = try element(pair, inQuery: false) }
                continue
            }
            let next = index + 2 < segments.count ? segments[index + 2] : segment
            throw CodeProblem(self.syntax(at: next) == nil ? .unknownIdentifier : .wrongLength, at: next.lowerBound)
        }
    }

    /// nil unless it is a key with data of its kind: a path of any site may have `/00/` in it.
    private func key(_ pair: Pair) -> CodeElement? { pair.syntax.qualifiers == nil ? nil : try? element(pair, inQuery: false) }

    private func readQuery(from start: Int, behind path: [Pair], into reading: inout ElementStringReader.Reading) throws(CodeProblem) {
        let queryEnd = bytes[start..<end].firstIndex(of: 0x23) ?? end
        for part in bytes[start..<queryEnd].split(separator: 0x26) {
            guard let equals = part.firstIndex(of: 0x3D), equals > part.startIndex,
                part[..<equals].allSatisfy({ (0x30...0x39).contains($0) })
            else { continue }
            let name = part.startIndex..<equals
            guard let syntax = syntax(at: name) else { throw CodeProblem(.unknownIdentifier, at: name.lowerBound) }
            guard syntax.isLinkAttribute, !belongsInPath(syntax, of: path) else {
                throw CodeProblem(.linkAttribute, at: name.lowerBound, in: syntax.identifier)
            }
            guard !reading.elements.contains(where: { $0.identifier == syntax.identifier }) else {
                throw CodeProblem(.linkRepeated, at: name.lowerBound, in: syntax.identifier)
            }
            reading.elements.append(try element((syntax, name, (equals + 1)..<part.endIndex), inQuery: true))
            reading.positions.append(name.lowerBound)
        }
    }

    /// Whether the path would still be in order with the attribute in it: then that's where it has to be.
    private func belongsInPath(_ syntax: ApplicationIdentifierSyntax, of path: [Pair]) -> Bool {
        let numbers = path.dropFirst().map(\.syntax.number)
        return (path.first?.syntax.qualifiers ?? []).contains { order in
            (0...numbers.count).contains { Self.isInOrder(Array(numbers[..<$0]) + [syntax.number] + Array(numbers[$0...]), of: order) }
        }
    }

    private func syntax(at range: Range<Int>) -> ApplicationIdentifierSyntax? {
        let table = ApplicationIdentifierTable.shared
        guard let (identifier, count) = table.identifier(in: bytes, at: range.lowerBound, upTo: range.upperBound), count == range.count
        else {
            return nil
        }
        return table.syntax(of: identifier)
    }

    private func element(_ pair: Pair, inQuery: Bool) throws(CodeProblem) -> CodeElement {
        guard var data = PercentCoding.decoded(bytes[pair.data], plusIsSpace: inQuery) else {
            throw CodeProblem(.linkEncoding, at: pair.data.lowerBound, in: pair.syntax.identifier)
        }
        if pair.syntax.number == 1, [8, 12, 13].contains(data.count) {
            data.insert(contentsOf: repeatElement(0x30, count: 14 - data.count), at: 0)
        }
        do throws(CodeProblem) {
            return try pair.syntax.element(in: data, from: 0, upTo: data.count, year: year)
        } catch {
            throw CodeProblem(error.code, at: pair.data.lowerBound, in: error.identifier)
        }
    }

    /// Names of keys in version 1.1, and their numbers.
    private static let shortNames: [String: UInt16] = [
        "cpid": 8010, "gcn": 255, "gdti": 253, "giai": 8004, "ginc": 401, "gln": 414, "gmn": 8013, "grai": 8003, "gsin": 402, "gsrn": 8018,
        "gsrnp": 8017, "gtin": 1, "itip": 8006, "party": 417, "payTo": 415, "sscc": 0,
    ]
}
