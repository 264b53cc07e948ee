package import RetailCore

/// What a code means, for people; where it can't be read, with a mark under the place.
package struct ScanExplanation {
    package let lines: [String]

    package init(_ reading: CodeReading, of bytes: [UInt8]) {
        var lines = reading.description.split(separator: "\n").map(String.init)
        if case .problem(let problem) = reading, !bytes.isEmpty, bytes.count <= CodeReader.longestText {
            lines.append("  " + Self.visible(bytes[...]))
            let before = bytes[..<min(problem.position, bytes.count)]
            lines.append("  " + String(repeating: " ", count: Self.visible(before).count) + "^")
        }
        self.lines = lines
    }

    /// Separators and other bytes that can't be shown as pictures.
    private static func visible(_ bytes: ArraySlice<UInt8>) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let picture = scalar.value < 0x20 ? Unicode.Scalar(0x2400 + scalar.value) : nil
            shown.append(picture ?? scalar)
        }
        return String(shown)
    }
}
