/// How a receipt's number is printed: `S{store}-R{register}-{number:6}` gives `S012-R03-000123`.
///
/// `{store}` and `{register}` are their codes, `{day}` the business day as eight digits, `{number:6}` the number with zeros in front up to
/// six digits; longer ones are never cut. Anything else stands for itself.
public struct ReceiptNumberPattern: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case text(String), store, register, day
        case number(width: Int)
    }

    private let parts: [Part]

    /// `S012-R03-000123`.
    public static let standard = ReceiptNumberPattern(parts: [
        .text("S"), .store, .text("-R"), .register, .text("-"), .number(width: 6),
    ])

    private init(parts: [Part]) {
        self.parts = parts
    }

    /// - Throws: `receipt.bad-number-pattern` (`unprocessable`) without exactly one `{number}`, for a width outside 1 … 15, an unknown placeholder or an
    ///   open brace.
    public init(_ pattern: String) throws(Fault) {
        var parts: [Part] = []
        var rest = pattern[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if brace > rest.startIndex { parts.append(.text(String(rest[..<brace]))) }
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else { throw Self.bad }
            parts.append(try Self.part(rest[rest.index(after: brace)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        let numbers = parts.count { if case .number = $0 { true } else { false } }
        guard numbers == 1 else { throw Self.bad }
        self.parts = parts
    }

    private static func part(_ name: Substring) throws(Fault) -> Part {
        switch name {
        case "store": return .store
        case "register": return .register
        case "day": return .day
        case "number": return .number(width: 1)
        default:
            let pieces = name.split(separator: ":", omittingEmptySubsequences: false)
            guard pieces.count == 2, pieces[0] == "number", let width = Int(pieces[1]), (1...15).contains(width) else { throw bad }
            return .number(width: width)
        }
    }

    private static var bad: Fault {
        Fault(
            .unprocessable, "receipt.bad-number-pattern",
            "A pattern has {number} or {number:6} once; {store}, {register} and {day} are the others it may have.")
    }

    /// A receipt's number as it is printed.
    public func text(_ number: Int64, store: String, register: String, day: Day) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let own): text += own
            case .store: text += store
            case .register: text += register
            case .day: text += day.description.filter { $0 != "-" }
            case .number(let width):
                let digits = String(number.magnitude)
                text += (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
        }
        return text
    }
}
