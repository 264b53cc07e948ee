/// Prometheus' text format: what must be escaped is, whatever the labels hold.
struct PrometheusText {
    private(set) var bytes: [UInt8] = []

    mutating func family(_ name: String, help: String, kind: String, _ samples: [MetricsRegistry.Sample]) {
        append("# HELP \(name) \(escape(help, quotes: false))\n# TYPE \(name) \(kind)\n")
        for sample in samples {
            append(name)
            append(sample.suffix)
            if !sample.labels.isEmpty {
                append("{")
                append(sample.labels.map { "\($0.name)=\"\(escape($0.value, quotes: true))\"" }.joined(separator: ","))
                append("}")
            }
            append(" \(Self.number(sample.value))\n")
        }
    }

    /// Whole numbers without a point: what a counter is read as by people.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }

    private func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n", "\r\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
