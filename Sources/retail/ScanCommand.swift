import ArgumentParser
import Explain
import JSON
import Node
import RetailCore
import TradeJSON

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Say what a bar code, GS1 element string or Digital Link means.",
        discussion: #"""
            CODE is what a scanner sends, with or without its symbology identifier (]C1, ]d2, …), or what is printed below a code: (01)04012345123456(10)L1.
            The separator (FNC1) can be typed as <GS>, {GS} or \x1d, any other byte as \xHH. - reads codes from standard input, one a line.

            The status is 0 where the code means something, 1 where it can't be read, 2 where it can be read in more than one way; of several
            codes, the highest.
            """#)

    @Argument(help: ArgumentHelp("The code; - for a list of codes.", valueName: "CODE")) var code: String
    @Option(help: "Whose in-store codes (prices and weights in the code) to read: \(InStoreTable.countries.joined(separator: ", ")).")
    var region: String?
    @Option(
        help: "What eight digits alone are: \(CodeReader.EightDigits.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: eightDigits) var eightDigits: CodeReader.EightDigits = .gtin8
    @Flag(help: "The scanner may have dropped separators: say every way to read a GS1 element string.") var noSeparators = false
    @Flag(help: "Read elements whose companions (the article of a batch) are on another symbol of the label.") var partialLabels = false
    @Option(help: "The day from which two-digit years are seen; left out: today.", transform: day) var date: Day?
    @Flag(help: "Print the answer as JSON.") var json = false

    private var table: InStoreTable? {
        guard let region else { return InStoreTable.none }
        return InStoreTable.preset(country: region.uppercased())
    }

    func validate() throws {
        guard table != nil else {
            throw ValidationError("--region takes one of \(InStoreTable.countries.joined(separator: ", ")), not \(region ?? "").")
        }
    }

    func run() throws {
        let reader = CodeReader(
            today: date ?? Day(number: today), inStore: table ?? .none, eightDigits: eightDigits, acceptsPartialLabels: partialLabels,
            trustsSeparators: !noSeparators)
        var status: Int32 = 0
        for (number, code) in try codes().enumerated() {
            if number > 0, !json { print() }
            status = max(status, say(code, reader))
        }
        if status > 0 { throw ExitCode(status) }
    }

    private func codes() throws -> [TypedCode] {
        guard code == "-" else { return [TypedCode(code.utf8)] }
        let lines = try InputFile.read("-").split(separator: UInt8(ascii: "\n")).map { $0.last == 0x0D ? $0.dropLast() : $0 }
        return lines.filter { !$0.isEmpty }.map { TypedCode($0) }
    }

    /// Prints what a code means. The status.
    private func say(_ code: TypedCode, _ reader: CodeReader) -> Int32 {
        let reading = reader.read(code.bytes)
        if json {
            var writer = JSONWriter()
            writer.object { reading.members(&$0) }
            print(String(decoding: writer.bytes, as: UTF8.self))
        } else {
            ScanExplanation(reading, of: code.bytes).lines.forEach { print($0) }
        }
        return switch reading {
        case .meaning: 0
        case .problem: 1
        case .ambiguous: 2
        }
    }

    private static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw ValidationError("Expected a date such as 2026-01-31.") }
        return day
    }

    private static func eightDigits(_ text: String) throws -> CodeReader.EightDigits {
        guard let known = CodeReader.EightDigits(rawValue: text) else { throw ValidationError("No such reading of eight digits is known.") }
        return known
    }

    private var today: Int32 { Int32(clamping: systemClock().seconds(since: Instant(microseconds: 0)) / 86_400) }
}
