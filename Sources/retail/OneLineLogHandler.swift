import Logging

/// One record, one line, whatever the texts in it hold: a name or an error of the database's with a line feed in it must not look like a
/// record of its own, nor an escape sequence reach somebody's terminal.
struct OneLineLogHandler: LogHandler {
    private var inner: any LogHandler

    init(_ inner: any LogHandler) { self.inner = inner }

    var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue.mapValues(OneLineLogHandler.escaped) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue.map(OneLineLogHandler.escaped) }
    }

    func log(event: LogEvent) {
        var event = event
        event.message = "\(OneLineLogHandler.escaped(event.message.description))"
        event.metadata = event.metadata?.mapValues(OneLineLogHandler.escaped)
        inner.log(event: event)
    }

    /// Control characters, line separators and what turns the direction of writing round, as `\u{…}`; a line feed as `\n`.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            default: if isHarmful(scalar) { safe += "\\u{\(String(scalar.value, radix: 16))}" } else { safe.unicodeScalars.append(scalar) }
            }
        }
        return safe
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }

    private static func escaped(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        switch value {
        case .string(let text): .string(escaped(text))
        case .stringConvertible(let object): .string(escaped(object.description))
        case .array(let values): .array(values.map(escaped))
        case .dictionary(let values): .dictionary(values.mapValues(escaped))
        }
    }
}
