/// JSON laid out for people and for diffs: two spaces a level, a member a line, what is empty in one.
enum PrettyJSON {
    /// - Parameter json: valid JSON; white space between its tokens is dropped first.
    static func print(_ json: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(json.count * 2)
        var depth = 0
        var isInString = false
        var isEscaped = false
        /// An opening bracket is behind us: a closing one at once keeps it in one line.
        var hasOpened = false
        for byte in json {
            if isInString {
                output.append(byte)
                if isEscaped { isEscaped = false } else if byte == 0x5C { isEscaped = true } else if byte == 0x22 { isInString = false }
                continue
            }
            if byte <= 0x20 { continue }
            let closes = byte == 0x7D || byte == 0x5D
            if closes { depth -= 1 }
            if hasOpened != closes { line(depth, &output) }
            hasOpened = byte == 0x7B || byte == 0x5B
            if hasOpened { depth += 1 }
            isInString = byte == 0x22
            output.append(byte)
            if byte == 0x2C { line(depth, &output) }
            if byte == 0x3A { output.append(0x20) }
        }
        output.append(0x0A)
        return output
    }

    private static func line(_ depth: Int, _ output: inout [UInt8]) {
        output.append(0x0A)
        for _ in 0..<max(0, depth) * 2 { output.append(0x20) }
    }
}
