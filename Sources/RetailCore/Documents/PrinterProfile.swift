/// What of ESC/POS differs from one make to the next: by which number `ESC t` chooses a code page, and whether text may come as UTF-8.
///
/// Source of the numbers: escpos-printer-db v26.07.27 (github.com/receipt-print-hq/escpos-printer-db), profiles `default`, `SP2000`, `TH230`,
/// `KR-306` and `POS-5890`. Whose printer is another takes the numbers from its manual, or from the print that it makes of itself.
public struct PrinterProfile: Hashable, Sendable {
    /// The parameter of `ESC t`, by page. `utf8` is no page and has none.
    public let numbers: [CodePage: UInt8]
    /// Whether the printer knows `FS ( C` (UTF-8).
    public let readsUTF8: Bool

    /// - Parameter numbers: of the pages that the printer has. `pc437` is page 0 unless they say otherwise: every printer has it.
    public init(numbers: [CodePage: UInt8], readsUTF8: Bool = false) {
        self.numbers = [.pc437: 0].merging(numbers.filter { $0.key != .utf8 }) { $1 }
        self.readsUTF8 = readsUTF8
    }

    /// Epson's, and of the many makes that keep to its numbers.
    public static let epson = PrinterProfile(numbers: [.pc858: 19, .wpc1252: 16], readsUTF8: true)
    /// Star Micronics, with its ESC/POS emulation: SP2000, TSP600, TSP800, TUP500, mcPrint.
    public static let star = PrinterProfile(numbers: [.pc437: 1, .pc858: 4, .wpc1252: 32])
    /// Wincor Nixdorf TH230 and TH230+.
    public static let th230 = PrinterProfile(numbers: [.pc858: 6, .wpc1252: 8])
    /// Kefar KR-306.
    public static let kr306 = PrinterProfile(numbers: [.pc858: 31, .wpc1252: 49])
    /// Zjiang POS-5890 and what is sold under other names.
    public static let pos5890 = PrinterProfile(numbers: [.pc858: 53, .wpc1252: 71])

    /// The page to print with where `wanted` was asked for: that one, or where the printer hasn't got it `pc858`, or `pc437`.
    public func page(for wanted: CodePage) -> CodePage {
        if wanted == .utf8 ? readsUTF8 : numbers[wanted] != nil { return wanted }
        return numbers[.pc858] != nil ? .pc858 : .pc437
    }
}
