import Foundation

/// One line of the table.
struct Figure {
    enum Target {
        case atLeast(Double)
        case atMost(Double)
        /// Of the value itself; the limit is for comparison.
        case reaches(Double)

        var text: String {
            switch self {
            case .atLeast(let ratio): "≥ \(ratio)"
            case .atMost(let ratio): "≤ \(ratio)"
            case .reaches(let value): "\(Int(value))"
            }
        }
    }

    var name: String
    var what: String
    var unit: String
    var value: Double
    var limit: Double
    var target: Target
    var serverMicroseconds: Double?
    var postgresMicroseconds: Double?
    var note = ""

    var ratio: Double { limit > 0 ? value / limit : 0 }

    var isMet: Bool {
        switch target {
        case .atLeast(let bound): ratio >= bound
        case .atMost(let bound): ratio <= bound
        case .reaches(let bound): value >= bound
        }
    }

    var json: [String: Any] {
        var members: [String: Any] = [
            "what": what, "unit": unit, "value": rounded(value), "limit": rounded(limit), "ratio": rounded(ratio), "target": target.text,
            "met": isMet, "note": note,
        ]
        members["cpu_us_server"] = serverMicroseconds.map(rounded) ?? NSNull()
        members["cpu_us_postgres"] = postgresMicroseconds.map(rounded) ?? NSNull()
        return members
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    static let heading = line("P", "value", "limit", "ratio", "target", "met", "µs server", "µs PG", "what")

    var row: String {
        Figure.line(
            name, Figure.short(value), Figure.short(limit), String(format: "%.2f", ratio), target.text, isMet ? "yes" : "NO",
            serverMicroseconds.map(Figure.short) ?? "–", postgresMicroseconds.map(Figure.short) ?? "–",
            "\(what), \(unit)\(note.isEmpty ? "" : " (\(note))")")
    }

    private static func line(_ cells: String...) -> String {
        let widths = [5, 10, 10, 7, 7, 5, 10, 8, 0]
        return zip(cells, widths).map { $0 + String(repeating: " ", count: max(1, $1 - $0.count)) }.joined()
    }

    private static func short(_ value: Double) -> String { value >= 100 ? String(format: "%.0f", value) : String(format: "%.2f", value) }
}
