/// Says what scanned text means: one function for tills and the server.
///
/// What decides, in this order:
/// - A symbology identifier in front (`]C1`), or the symbology told beside the text. `]E0`, `]E3`, `]E4` and `]I1` are article numbers; `]C1`, `]e0`,
///   `]d2`, `]Q3` and `]J1` are GS1 elements; in every other symbology digits are plain text, but a Digital Link is one in any.
/// - A bracket in front and an identifier in it: elements as printed for people.
/// - `http://` or `https://` in front: a Digital Link where its path has a GS1 key with right data, else plain text; on `id.gs1.org`, where every
///   path is meant as one, a key with wrong data is a problem.
/// - A separator (ASCII 29) anywhere: GS1 elements.
/// - Nothing but 8, 12, 13 or 14 digits: an article number; its check digit must be right. Eight digits are a GTIN-8 unless `eightDigits` says otherwise.
/// - The GTIN (AI 01, 02, 03) or SSCC (AI 00) of an element in front, with the right check digit: GS1 elements from a scanner that says nothing about
///   itself. It may have dropped separators as well, so every other way to read the data counts, and more than one is ambiguous.
/// - Anything else printable is plain text.
///
/// Blanks, tabs and line ends around the text (scanners send them as a suffix) don't count. Reading the same text again gives the same answer.
public struct CodeReader: Sendable {
    /// What eight digits alone are.
    public enum EightDigits: String, Sendable, CaseIterable {
        /// A GTIN-8.
        case gtin8
        /// A UPC-E.
        case upcE = "upc_e"
        /// Ambiguous where both check digits are right.
        case either
    }

    /// The longest text read, in bytes; twice what the largest GS1 symbols hold in practice.
    public static let longestText = 512

    /// From which two-digit years are seen.
    public let today: Day
    /// How in-store codes are read; none unless a table is given.
    public let inStore: InStoreTable
    /// What eight digits are, where the symbology doesn't say.
    public let eightDigits: EightDigits
    /// Accept elements whose companions (the GTIN of a batch) are on another symbol of the label.
    public let acceptsPartialLabels: Bool
    /// Take the separators in a GS1 symbol's data as all there are, as the standard does. Where labels are printed without, every other way to read them
    /// counts too.
    public let trustsSeparators: Bool

    let year: Int

    /// For codes read on `today`, by the store's calendar.
    public init(
        today: Day, inStore: InStoreTable = .none, eightDigits: EightDigits = .gtin8, acceptsPartialLabels: Bool = false,
        trustsSeparators: Bool = true
    ) {
        self.today = today
        self.inStore = inStore
        self.eightDigits = eightDigits
        self.acceptsPartialLabels = acceptsPartialLabels
        self.trustsSeparators = trustsSeparators
        year = today.civil.year
    }

    /// What `text` means.
    ///
    /// - Parameter symbology: of the code, where the scanner says so otherwise than in front of the text, which wins.
    public func read(_ text: some StringProtocol, symbology: Symbology? = nil) -> CodeReading {
        read(Array(text.utf8), symbology: symbology)
    }

    /// The same for bytes as they come from a scanner.
    public func read(_ bytes: [UInt8], symbology: Symbology? = nil) -> CodeReading {
        do throws(CodeProblem) {
            guard bytes.count <= Self.longestText else { throw CodeProblem(.tooLong, at: Self.longestText) }
            var scan = CodeScan(reader: self, bytes: bytes, symbology: symbology)
            return try scan.reading()
        } catch {
            return .problem(error)
        }
    }
}
