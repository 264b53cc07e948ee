/// GS1 elements as one symbol carries them: GS1-128, DataBar, GS1 DataMatrix, GS1 QR and GS1 DotCode.
///
/// Source: GS1 General Specifications, 7.8 (processing of data from a GS1 symbology).
public struct ElementString: Hashable, Sendable {
    /// In the order of the symbol.
    public let elements: [CodeElement]

    /// - Parameter partial: whether companions of an element may be on another symbol of the label.
    /// - Throws: `CodeProblem` where elements contradict each other or lack a companion; the position is the element's number.
    public init(_ elements: [CodeElement], partial: Bool = false) throws(CodeProblem) {
        guard !elements.isEmpty else { throw CodeProblem(.empty, at: 0) }
        if let problem = ElementAssociations.problem(among: elements, positions: Array(elements.indices), partial: partial) {
            throw problem
        }
        self.elements = elements
    }

    /// As scanners send it, without a symbology identifier: a separator (ASCII 29) only where one is needed.
    public var text: String {
        var bytes: [UInt8] = []
        for (index, element) in elements.enumerated() {
            bytes.append(contentsOf: element.identifier.description.utf8)
            bytes.append(contentsOf: element.data.utf8)
            if element.identifier.needsSeparator, index + 1 < elements.count { bytes.append(Self.separator) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As people read it: `(01)04012345123456(10)L123`. A bracket inside the data has a backslash in front.
    public var bracketed: String {
        var bytes: [UInt8] = []
        for element in elements {
            bytes.append(contentsOf: "(\(element.identifier))".utf8)
            for byte in element.data.utf8 {
                if byte == BracketedText.open { bytes.append(BracketedText.escape) }
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// FNC1 as it arrives: ASCII 29, group separator.
    static let separator: UInt8 = 0x1D
}
