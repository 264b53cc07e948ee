/// Which bytes a printer takes for text.
///
/// Characters that a page doesn't have print as `?`, one for each column they would take; dashes, quotes and spaces of print as their
/// plain likes. No byte of text is ever a control code, so that nothing in a name can command the printer.
public enum CodePage: String, Sendable, CaseIterable {
    /// IBM 437: what every printer starts with.
    case pc437
    /// IBM 858: Western Europe with the euro.
    case pc858
    /// Windows 1252.
    case wpc1252
    /// UTF-8, for printers that know `FS ( C`.
    case utf8

    /// The bytes of a text, in order; none of them commands the printer.
    public func encode(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for character in text { append(character, to: &bytes) }
        return bytes
    }

    private func append(_ character: Character, to bytes: inout [UInt8]) {
        // Compared as characters: a letter and its accent find the letter with the accent.
        let plain = self == .utf8 ? character : Self.plain[character] ?? character
        if let ascii = plain.asciiValue, plain.unicodeScalars.count == 1 {
            bytes.append((0x20..<0x7F).contains(ascii) ? ascii : UInt8(ascii: "?"))
        } else if self == .utf8 {
            for scalar in character.unicodeScalars {
                let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
                bytes.append(contentsOf: isControl ? [UInt8(ascii: "?")] : Array(String(scalar).utf8))
            }
        } else if let byte = Self.tables[self]?[plain] {
            bytes.append(byte)
        } else {
            for _ in 0..<DisplayWidth.of(character) { bytes.append(UInt8(ascii: "?")) }
        }
    }

    private static let plain: [Character: Character] = [
        "\u{2018}": "'", "\u{2019}": "'", "\u{201C}": "\"", "\u{201D}": "\"", "\u{2013}": "-", "\u{2014}": "-", "\u{2212}": "-",
        "\u{A0}": " ", "\u{2009}": " ", "\u{202F}": " ",
        // What has a plain letter or sign as its normal form: Kelvin, the Greek question mark, the Greek grave.
        "\u{212A}": "K", "\u{37E}": ";", "\u{1FEF}": "`",
    ]

    /// The upper half of each page, 0x80 to 0xFF; U+FFFD where a page has nothing.
    private static let upperHalves: [CodePage: String] = [
        .pc437: """
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
        └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}
        """,
        .pc858: """
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
        └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ\u{AF}\u{B4}\u{AD}±‗¾¶§÷\u{B8}°\u{A8}·¹³²■\u{A0}
        """,
        .wpc1252: """
        €\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—\u{2DC}™š›œ\u{FFFD}žŸ\u{A0}¡¢£¤¥¦§\u{A8}©ª«¬\u{AD}®\u{AF}°±²³\u{B4}µ¶·\u{B8}¹º»¼½¾¿\
        ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ
        """,
    ]

    private static let tables: [CodePage: [Character: UInt8]] = upperHalves.mapValues { half in
        var table: [Character: UInt8] = [:]
        for (scalar, byte) in zip(half.unicodeScalars, UInt8(0x80)...0xFF) where scalar != "\u{FFFD}" { table[Character(scalar)] = byte }
        return table
    }
}
