/// Why a code can't be read: a stable code, and where in the text the trouble is.
public struct CodeProblem: Error, Hashable, Sendable {
    /// Stable; never changes its meaning.
    public enum Code: String, Sendable, CaseIterable {
        case empty = "code.empty"
        case tooLong = "code.too-long"
        case notText = "code.not-text"
        case unknownSymbology = "code.unknown-symbology"
        case wrongLength = "code.wrong-length"
        case wrongCharacter = "code.wrong-character"
        case wrongCheckDigit = "code.wrong-check-digit"
        case wrongDate = "code.wrong-date"
        case wrongValue = "code.wrong-value"
        case wrongVerifier = "code.wrong-verifier"
        case unknownIdentifier = "code.unknown-identifier"
        case emptyElement = "code.empty-element"
        case companionMissing = "code.companion-missing"
        case contradiction = "code.contradiction"
        case repeatedDifferently = "code.repeated-differently"
        case brackets = "code.brackets"
        case bracketsInSymbol = "code.brackets-in-symbol"
        case linkEncoding = "code.link-encoding"
        case linkShortName = "code.link-short-name"
        case linkOrder = "code.link-order"
        case linkAttribute = "code.link-attribute"
        case linkRepeated = "code.link-repeated"
        case linkNoKey = "code.link-no-key"
        case tooManyWays = "code.too-many-ways"
    }

    public let code: Code
    /// The byte of the text, from 0.
    public let position: Int
    /// The element that is wrong, where it is one.
    public let identifier: ApplicationIdentifier?

    init(_ code: Code, at position: Int, in identifier: ApplicationIdentifier? = nil) {
        self.code = code
        self.position = position
        self.identifier = identifier
    }

    /// For people.
    public var words: String {
        guard let identifier else { return sentence }
        return "(\(identifier)) \(identifier.title): \(sentence)"
    }

    /// The same as a fault of a request's field.
    public func fault(field: String) -> Fault { .field(field, code.rawValue, words) }

    private var sentence: String {
        switch code {
        case .empty: "There is nothing to read."
        case .tooLong: "The text is longer than any code (\(CodeReader.longestText) bytes)."
        case .notText: "The code has characters that can't be printed."
        case .unknownSymbology: "The symbology identifier is not one of ISO/IEC 15424 that carries data."
        case .wrongLength: "The data is too short or too long."
        case .wrongCharacter: "The data has a character that is not allowed there."
        case .wrongCheckDigit: "The check digit is wrong."
        case .wrongDate: "There is no such date or time."
        case .wrongValue: "The value is not allowed there."
        case .wrongVerifier: "The verifier digit of the price or weight is wrong."
        case .unknownIdentifier: "There is no such application identifier."
        case .emptyElement: "There is nothing between two separators."
        case .companionMissing: "An element that must go with it is missing."
        case .contradiction: "It can't go with another element that is there."
        case .repeatedDifferently: "It is there twice with different data."
        case .brackets: "Each element begins with its identifier in brackets: (01)…"
        case .bracketsInSymbol:
            "Brackets are printed for people and are no data of a symbol: without its identifier in front the text can be read."
        case .linkEncoding: "The address has a percent sign that encodes nothing."
        case .linkShortName: "Names instead of numbers for identifiers were withdrawn from the Digital Link standard."
        case .linkOrder: "The qualifiers don't belong to the key, or are not in their order."
        case .linkAttribute: "It can't be an attribute of this link."
        case .linkRepeated: "It is in the link twice."
        case .tooManyWays: "Without its separators it can be read in too many ways to try them all."
        case .linkNoKey: "The link has no GS1 key in its path."
        }
    }
}

extension CodeProblem: CustomStringConvertible {
    public var description: String { "\(words) [\(code.rawValue) at \(position)]" }
}
