/// A scanned code as a person types it into a terminal, where what scanners send for FNC1 (ASCII 29, the group separator) can't be typed.
///
/// `<GS>`, `{GS}`, `<FNC1>`, `{FNC1}`, U+241D (its picture) and `\x1d` stand for it, in capitals or not; `\xHH` for any other byte.
package struct TypedCode {
    package let bytes: [UInt8]

    private static let separator: UInt8 = 0x1D
    private static let names = ["<gs>", "{gs}", "<fnc1>", "{fnc1}", "\u{241D}"].map { Array($0.utf8) }

    package init(_ text: some Collection<UInt8>) {
        let typed = Array(text)
        var bytes: [UInt8] = []
        var index = 0
        while index < typed.count {
            let rest = typed[index...]
            if let name = Self.names.first(where: { rest.prefix($0.count).map(Self.lowered).elementsEqual($0) }) {
                bytes.append(Self.separator)
                index += name.count
            } else if rest.prefix(2).map(Self.lowered).elementsEqual("\\x".utf8), let byte = Self.byte(rest.dropFirst(2).prefix(2)) {
                bytes.append(byte)
                index += 4
            } else {
                bytes.append(typed[index])
                index += 1
            }
        }
        self.bytes = bytes
    }

    private static func byte(_ digits: ArraySlice<UInt8>) -> UInt8? {
        digits.count == 2 ? UInt8(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }
}
