/// Finds every way to read data in which separators may have got lost: a label printed without them, or a scanner that drops them.
///
/// The answer is never chosen from these: they are shown to a person. Work is bounded whatever the data.
struct LostSeparators {
    /// No more readings than these are shown; one more is looked for, to know whether there is one.
    static let mostReadings = 4
    /// Some two milliseconds; of two hundred thousand labels with batch and serial in digits none needed as many.
    private static let mostSteps = 25_000

    private let reader: ElementStringReader
    private let table = ApplicationIdentifierTable.shared
    private var readings: [[CodeElement]] = []
    private var path = ElementStringReader.Reading()
    /// Places from which the data's end can't be reached.
    private var isDead: [Bool]
    private var stepsLeft = mostSteps

    /// The first readings of `reader`'s data, longest elements first (so the strict one, where there is one, comes first), and whether there can't be
    /// more: data made to have endless readings is given up on.
    static func readings(of reader: ElementStringReader, from start: Int) -> (readings: [[CodeElement]], areAll: Bool) {
        var search = LostSeparators(reader: reader)
        _ = search.reachesEnd(from: start)
        return (Array(search.readings.prefix(mostReadings)), search.stepsLeft > 0 && search.readings.count <= mostReadings)
    }

    private init(reader: ElementStringReader) {
        self.reader = reader
        isDead = [Bool](repeating: false, count: reader.end + 1)
    }

    private mutating func reachesEnd(from position: Int) -> Bool {
        guard position < reader.end else {
            take()
            return true
        }
        guard !isDead[position], stepsLeft > 0, readings.count <= Self.mostReadings else { return false }
        guard let (identifier, digits) = table.identifier(in: reader.bytes, at: position, upTo: reader.end),
            let syntax = table.syntax(of: identifier)
        else {
            isDead[position] = true
            return false
        }
        let start = position + digits
        let segmentEnd = reader.segmentEnd(from: start)
        var reached = false
        var end = min(segmentEnd, start + syntax.maximum)
        while end >= start + syntax.minimum, stepsLeft > 0, readings.count <= Self.mostReadings {
            if end == segmentEnd || startsElement(at: end) {
                stepsLeft -= 1
                if extends(syntax, at: position, from: start, upTo: end, skippingSeparator: end == segmentEnd) { reached = true }
            }
            end -= 1
        }
        if !reached, stepsLeft > 0, readings.count <= Self.mostReadings { isDead[position] = true }
        return reached
    }

    private func startsElement(at position: Int) -> Bool {
        table.identifier(in: reader.bytes, at: position, upTo: reader.end) != nil
    }

    private mutating func extends(
        _ syntax: ApplicationIdentifierSyntax, at position: Int, from start: Int, upTo end: Int, skippingSeparator: Bool
    ) -> Bool {
        guard let element = try? syntax.element(in: reader.bytes, from: start, upTo: end, year: reader.year) else { return false }
        // A dead end of this path only, not of the place.
        if path.elements.contains(where: { $0.identifier == element.identifier && $0.data != element.data }) { return true }
        stepsLeft -= path.elements.count / 4
        path.elements.append(element)
        path.positions.append(position)
        defer {
            path.elements.removeLast()
            path.positions.removeLast()
        }
        return reachesEnd(from: skippingSeparator && end < reader.end ? end + 1 : end)
    }

    /// Keeps the path where its elements may go together. Elements are compared with each other: long paths cost more steps.
    private mutating func take() {
        stepsLeft -= 8 + path.elements.count * path.elements.count / 16
        if !path.elements.isEmpty,
            ElementAssociations.problem(among: path.elements, positions: path.positions, partial: reader.partial) == nil
        {
            readings.append(path.elements)
        }
    }
}
