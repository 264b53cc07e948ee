import RetailCore
import TestSupport
import Testing

/// Golden bytes from Epson's "ESC/POS Command Reference".
@Suite struct ESCPOSTests {
    private func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    /// The bytes of a command, without the start of the job.
    private func hex(_ page: CodePage = .pc437, _ command: (inout ESCPOS) throws -> Void) throws -> String {
        var job = ESCPOS(page)
        let start = job.bytes.count
        try command(&job)
        return hex(job.bytes.dropFirst(start))
    }

    @Test func startsWithTheEncoding() {
        #expect(hex(ESCPOS(.pc437).bytes) == "1b 40 1b 52 00 1b 74 00")
        #expect(hex(ESCPOS(.pc858).bytes) == "1b 40 1b 52 00 1b 74 13")
        #expect(hex(ESCPOS(.wpc1252).bytes) == "1b 40 1b 52 00 1b 74 10")
        #expect(hex(ESCPOS(.utf8).bytes) == "1b 40 1b 52 00 1c 28 43 02 00 30 32")
    }

    /// Page 19 of these is another one, or none: the euro of a receipt would print as something else.
    @Test(arguments: [
        (PrinterProfile.epson, "00", "13", "10"), (.star, "01", "04", "20"), (.th230, "00", "06", "08"), (.kr306, "00", "1f", "31"),
        (.pos5890, "00", "35", "47"),
    ]) func choosesAPageByTheNumberOfTheMake(printer: PrinterProfile, pc437: String, pc858: String, wpc1252: String) {
        for (page, number) in [(CodePage.pc437, pc437), (.pc858, pc858), (.wpc1252, wpc1252)] {
            let job = ESCPOS(page, on: printer)
            #expect(job.page == page && hex(job.bytes) == "1b 40 1b 52 00 1b 74 \(number)")
            #expect(hex(ESCPOS.job([], page: page, on: printer)).hasPrefix("1b 40 1b 52 00 1b 74 \(number) "))
        }
    }

    @Test func printsWithAnotherPageWhatAPrinterHasNot() {
        #expect(ESCPOS(.utf8, on: .star).page == .pc858)
        let old = PrinterProfile(numbers: [:])
        #expect(ESCPOS(.pc858, on: old).page == .pc437)
        #expect(hex(ESCPOS(.wpc1252, on: old).bytes) == "1b 40 1b 52 00 1b 74 00")
        #expect(PrinterProfile(numbers: [.utf8: 9, .wpc1252: 5]).page(for: .utf8) == .pc437)
    }

    @Test func printsLinesInTheirStyles() throws {
        #expect(try hex { $0.print(PrintLine("Ab")) } == "41 62 0a")
        #expect(try hex { $0.print(PrintLine("A", .bold)) } == "1b 45 01 41 0a 1b 45 00")
        #expect(try hex { $0.print(PrintLine("A", .tall)) } == "1b 45 01 1d 21 01 41 0a 1d 21 00 1b 45 00")
        #expect(try hex { $0.align(.centre) } == "1b 61 01")
        #expect(try hex { $0.align(.right) } == "1b 61 02")
        #expect(try hex { $0.feed(lines: 3) } == "1b 64 03")
        #expect(try hex { $0.cut() } == "1d 56 42 00")
        #expect(try hex { $0.openDrawer() } == "1b 70 00 19 fa")
        #expect(try hex { $0.openDrawer(.five) } == "1b 70 01 19 fa")
    }

    @Test func whatIsPlainInItsNormalFormPrintsPlain() {
        for page in [CodePage.pc437, .pc858, .wpc1252] { #expect(page.encode("\u{212A};\u{37E}\u{1FEF}") == Array("K;;`".utf8)) }
    }

    @Test func printsBarcodes() throws {
        let settings = "1d 68 50 1d 77 02 1d 48 02 "
        #expect(
            try hex { try $0.ean13(GTIN(text: "4006381333931")) } == settings + "1d 6b 43 0d 34 30 30 36 33 38 31 33 33 33 39 33 31")
        #expect(try hex { try $0.code128("S1-{7") } == settings + "1d 6b 49 08 7b 42 53 31 2d 7b 7b 37")
        let braces = try hex { try $0.code128(String(repeating: "{", count: 100)) }
        #expect(braces.hasPrefix(settings + "1d 6b 49 ca 7b 42 7b 7b"))
        let fourteen = try GTIN(text: "12345678901231")
        #expect(faultCode { () throws(Fault) in try ean13(fourteen) } == "escpos.not-an-ean13")
        for text in ["", "ä", "a\u{1B}", String(repeating: "1", count: 101)] {
            #expect(faultCode { () throws(Fault) in try code128(text) } == "escpos.not-code128")
        }
    }

    private func ean13(_ gtin: GTIN) throws(Fault) {
        var job = ESCPOS(.pc437)
        try job.ean13(gtin)
    }

    private func code128(_ text: String) throws(Fault) {
        var job = ESCPOS(.pc437)
        try job.code128(text)
    }

    private func qr(_ text: String) throws(Fault) {
        var job = ESCPOS(.pc437)
        try job.qr(text)
    }

    @Test func printsQRCodes() throws {
        #expect(
            try hex { try $0.qr("A1", dots: 6) } == "1d 28 6b 04 00 31 41 32 00 1d 28 6b 03 00 31 43 06 1d 28 6b 03 00 31 45 31 "
                + "1d 28 6b 05 00 31 50 30 41 31 1d 28 6b 03 00 31 51 30")
        // 300 bytes and three: 0x012F, the low byte first.
        #expect(try hex { try $0.qr(String(repeating: "x", count: 300)) }.contains("1d 28 6b 2f 01 31 50 30 78"))
        #expect(faultCode { () throws(Fault) in try qr("") } == "escpos.qr-too-long")
        #expect(faultCode { () throws(Fault) in try qr(String(repeating: "x", count: 2332)) } == "escpos.qr-too-long")
    }

    @Test func aJobPrintsTheNumberToScanAndCuts() throws {
        let job = ESCPOS.job([PrintLine("Hi")], number: "S1", as: .code128, page: .pc858, opensDrawer: true)
        #expect(
            hex(job) == "1b 40 1b 52 00 1b 74 13 1b 70 00 19 fa 48 69 0a 1b 61 01 1d 68 50 1d 77 02 1d 48 02 1d 6b 49 04 7b 42 53 31 "
                + "1b 61 00 1b 64 03 1d 56 42 00")
        // A number that has no place in a barcode doesn't keep the receipt from being printed.
        #expect(hex(ESCPOS.job([PrintLine("Hi")], number: "Ä", as: .code128, page: .pc858)).contains("48 69 0a"))
    }

    /// Takes a job apart as a printer does; nil where there is a byte that isn't text, a line feed or a command this library sends.
    private func commands(_ bytes: [UInt8]) -> [String]? {
        let lengths: [[UInt8]: Int] = [
            [0x1B, 0x40]: 2, [0x1B, 0x52]: 3, [0x1B, 0x74]: 3, [0x1B, 0x45]: 3, [0x1B, 0x61]: 3, [0x1B, 0x64]: 3, [0x1D, 0x21]: 3,
            [0x1D, 0x56]: 4,
            [0x1B, 0x70]: 5, [0x1C, 0x28]: 7,
        ]
        var found: [String] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if byte >= 0x20, byte != 0x7F {
                rest.removeFirst()
            } else if byte == 0x0A {
                found.append("feed")
                rest.removeFirst()
            } else if let length = lengths[Array(rest.prefix(2))], rest.count >= length {
                found.append(hex(rest.prefix(length)))
                rest.removeFirst(length)
            } else {
                return nil
            }
        }
        return found
    }

    @Test(arguments: seeds) func noTextCommandsThePrinter(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let bytes = random.bytes(upTo: 60)
            let texts = [random.wildText(), String(decoding: bytes, as: UTF8.self), String(bytes.map { Character(Unicode.Scalar($0)) })]
            for page in CodePage.allCases {
                let wild = ESCPOS.job(texts.map { PrintLine($0, .tall) }, page: page)
                let tame = ESCPOS.job(texts.map { _ in PrintLine("x", .tall) }, page: page)
                let obeyed = try #require(commands(wild))
                #expect(obeyed == commands(tame))
            }
        }
    }

    @Test func encodesForAPage() {
        #expect(hex(CodePage.pc437.encode("Äß€é")) == "8e e1 3f 82")
        #expect(hex(CodePage.pc858.encode("Äß€é")) == "8e e1 d5 82")
        #expect(hex(CodePage.wpc1252.encode("Äß€é")) == "c4 df 80 e9")
        #expect(hex(CodePage.utf8.encode("Ä€\u{1B}\u{9B}")) == "c3 84 e2 82 ac 3f 3f")
        // A letter and its accent; print's dashes, quotes and spaces; two columns where two are missing; a lone accent takes none.
        #expect(hex(CodePage.pc858.encode("e\u{301}–„“\u{202F}日\u{301}")) == "82 2d 3f 22 20 3f 3f")
        #expect(hex(CodePage.wpc1252.encode("\u{81}\u{FFFD}\r\n\u{0}")) == "3f 3f 3f 3f 3f")
    }

    /// Every byte of a page's upper half is some character's, but for the five that Windows 1252 leaves open.
    @Test func pagesAreWhole() {
        for (page, count) in [(CodePage.pc437, 128), (.pc858, 128), (.wpc1252, 123)] {
            var bytes: Set<UInt8> = []
            for value in 0x80...0x2600 as ClosedRange<UInt32> {
                guard let scalar = Unicode.Scalar(value), let byte = page.encode(String(scalar)).first, byte >= 0x80 else { continue }
                bytes.insert(byte)
            }
            // The typographic ones of Windows 1252 go out as their plain likes.
            let plain = page == .wpc1252 ? 6 : 0
            #expect(bytes.count == count - plain - 1, "\(page)")
        }
    }
}
