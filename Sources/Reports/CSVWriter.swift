/// Comma-separated values (RFC 4180): quoted where need be, CRLF at the end of each row.
package struct CSVWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func row(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            append(field)
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV injection"); numbers stay numbers.
    private mutating func append(_ field: String) {
        var text = field
        if let first = text.utf8.first, first == 0x3D || first == 0x40 || ((first == 0x2B || first == 0x2D) && Int64(text) == nil) {
            text = "'" + text
        }
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
