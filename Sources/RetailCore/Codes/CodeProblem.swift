/// Why a code can't be read: a stable code, and where in the text the trouble is.
public struct CodeProblem: Error, Hashable, Sendable {
    /// Stable; never changes its meaning.
    public enum Code: String, Sendable, CaseIterable {
        /// There is no data.
        case empty = "code.empty"
        /// More bytes than `CodeReader.longestText`.
        case tooLong = "code.too-long"
        /// Not UTF-8, or control characters in plain text.
        case notText = "code.not-text"
        /// Not a symbology identifier of ISO/IEC 15424.
        case unknownSymbology = "code.unknown-symbology"
        /// Data too short or too long for its kind.
        case wrongLength = "code.wrong-length"
        /// A character that its kind of data doesn't have.
        case wrongCharacter = "code.wrong-character"
        /// The check digit, or pair, doesn't match.
        case wrongCheckDigit = "code.wrong-check-digit"
        /// No such date or time.
        case wrongDate = "code.wrong-date"
        /// A value that the standard, or ISO 4217 for a currency's number, doesn't have.
        case wrongValue = "code.wrong-value"
        /// The verifier of an in-store code's price or weight doesn't match.
        case wrongVerifier = "code.wrong-verifier"
        /// No such application identifier.
        case unknownIdentifier = "code.unknown-identifier"
        /// Nothing between two separators, or behind one.
        case emptyElement = "code.empty-element"
        /// An element that needs another which isn't there (GS1 General Specifications, 4.14).
        case companionMissing = "code.companion-missing"
        /// Two elements that exclude each other (GS1 General Specifications, 4.13).
        case contradiction = "code.contradiction"
        /// The same identifier with different data.
        case repeatedDifferently = "code.repeated-differently"
        /// Not all elements begin with an identifier in brackets.
        case brackets = "code.brackets"
        /// Brackets as printed for people, where a symbol's data was announced.
        case bracketsInSymbol = "code.brackets-in-symbol"
        /// A percent sign that encodes nothing.
        case linkEncoding = "code.link-encoding"
        /// A name instead of a number, withdrawn with version 1.2 of the Digital Link standard.
        case linkShortName = "code.link-short-name"
        /// Qualifiers that aren't the key's, or not in their order.
        case linkOrder = "code.link-order"
        /// An element that can't be an attribute of the link.
        case linkAttribute = "code.link-attribute"
        /// An identifier twice in a link.
        case linkRepeated = "code.link-repeated"
        /// No GS1 key in the path; where a link is written.
        case linkNoKey = "code.link-no-key"
        /// Separators were lost, and the ways to read the data are too many to be searched.
        case tooManyWays = "code.too-many-ways"
    }

    /// Why.
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
    /// The words, the code and the position in one line, for logs.
    public var description: String { "\(words) [\(code.rawValue) at \(position)]" }
}
