/// A line of print: text that fits the paper, and how it is emphasised. Emphasis takes no more columns.
public struct PrintLine: Hashable, Sendable {
    /// How a line is emphasised.
    public enum Style: Hashable, Sendable {
        /// Not at all.
        case plain
        /// Bold.
        case bold
        /// Bold and of double height.
        case tall
    }

    /// What is printed.
    public let text: String
    /// How it is emphasised.
    public let style: Style

    /// A line that the caller has fitted to the paper.
    public init(_ text: String, _ style: Style = .plain) {
        (self.text, self.style) = (text, style)
    }
}

/// Lines under construction, none of them wider than the paper.
public struct PrintColumns: Sendable {
    /// How many columns the paper has, at least 16.
    public let columns: Int
    /// The lines so far.
    public private(set) var lines: [PrintLine] = []

    /// At least 16, so that there is room for an amount and some of its name.
    public init(columns: Int) {
        self.columns = max(columns, 16)
    }

    /// A line of dashes.
    public mutating func rule() {
        lines.append(PrintLine(String(repeating: "-", count: columns)))
    }

    /// An empty line.
    public mutating func blank() {
        lines.append(PrintLine(""))
    }

    mutating func centred(_ text: String, _ style: PrintLine.Style = .plain) {
        for part in Self.wrapped(text, width: columns) {
            lines.append(PrintLine(Self.spaces((columns - DisplayWidth.of(part)) / 2) + part, style))
        }
    }

    /// Text at the left, its further lines indented alike.
    public mutating func text(_ text: String, indent: Int = 0, _ style: PrintLine.Style = .plain) {
        let indent = room(for: indent)
        for part in Self.wrapped(text, width: columns - indent) { lines.append(PrintLine(Self.spaces(indent) + part, style)) }
    }

    /// As far in as leaves room for the widest character.
    private func room(for indent: Int) -> Int { min(max(indent, 0), columns - DisplayWidth.widestCharacter) }

    /// Text at the left and an amount at the right of its last line; on a line of its own where both don't fit side by side.
    public mutating func pair(_ left: String, _ right: String, indent: Int = 0, _ style: PrintLine.Style = .plain) {
        let indent = self.room(for: indent)
        let rights = Self.wrapped(right, width: columns)
        let room = columns - indent - 1 - DisplayWidth.of(rights.first ?? "")
        // Below a third of the paper a name would come out in shreds.
        let isBeside = rights.count == 1 && room >= max(columns / 3, DisplayWidth.widestCharacter)
        var lefts = Self.wrapped(left, width: isBeside ? room : columns - indent)
        if isBeside {
            let last = Self.spaces(indent) + (lefts.popLast() ?? "")
            for part in lefts { lines.append(PrintLine(Self.spaces(indent) + part, style)) }
            let amount = rights.first ?? ""
            lines.append(PrintLine(last + Self.spaces(columns - DisplayWidth.of(last) - DisplayWidth.of(amount)) + amount, style))
        } else {
            for part in lefts { lines.append(PrintLine(Self.spaces(indent) + part, style)) }
            for part in rights { lines.append(PrintLine(Self.spaces(columns - DisplayWidth.of(part)) + part, style)) }
        }
    }

    private static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(count, 0))
    }

    /// Breaks text at spaces, and words that are too long between characters. `width` is at least that of the widest character.
    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in printable(text).split(separator: " ") {
            let wordWidth = DisplayWidth.of(word)
            if used > 0, used + 1 + wordWidth <= width {
                line += " " + word
                used += 1 + wordWidth
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            used = 0
            for character in word {
                let characterWidth = DisplayWidth.of(character)
                if used + characterWidth > width {
                    lines.append(line)
                    line = ""
                    used = 0
                }
                line.append(character)
                used += characterWidth
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    /// Control characters and line breaks become spaces; marks that turn the writing direction are dropped, since with them an amount could
    /// be made to read backwards; characters wider than any script's become `?`.
    private static func printable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: scalars.append(" ")
            case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: break
            default: scalars.append(scalar)
            }
        }
        let clean = String(scalars)
        guard clean.contains(where: { DisplayWidth.of($0) > DisplayWidth.widestCharacter }) else { return clean }
        return String(clean.map { DisplayWidth.of($0) > DisplayWidth.widestCharacter ? "?" : $0 })
    }
}
