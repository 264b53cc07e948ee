/// A job for a receipt printer, as the bytes of Epson's ESC/POS commands (Epson, "ESC/POS Command Reference"), which most makers understand.
public struct ESCPOS: Hashable, Sendable {
    /// How lines stand on the paper.
    public enum Alignment: UInt8, Sendable {
        /// By the parameter of `ESC a`.
        case left, centre, right
    }

    /// The connector's pin that a drawer hangs on.
    public enum DrawerPin: UInt8, Sendable {
        /// By the first parameter of `ESC p`, 0 and 1.
        case two, five
    }

    /// The page that the text is printed with.
    public let page: CodePage
    /// What to send to the printer.
    public private(set) var bytes: [UInt8] = []

    private static let escape: UInt8 = 0x1B
    private static let group: UInt8 = 0x1D
    private static let lineFeed: UInt8 = 0x0A

    /// Starts with `ESC @` (initialise), then the text's encoding: `ESC R 0` (no national variants of ASCII) and `ESC t n` (page), or
    /// `FS ( C` function 48 (UTF-8).
    ///
    /// - Parameter page: where the printer hasn't got it, `PrinterProfile.page(for:)` says what it prints with instead.
    public init(_ page: CodePage, on printer: PrinterProfile = .epson) {
        self.page = printer.page(for: page)
        bytes = [Self.escape, 0x40, Self.escape, 0x52, 0]
        if let number = printer.numbers[self.page] {
            bytes += [Self.escape, 0x74, number]
        } else {
            bytes += [0x1C, 0x28, 0x43, 2, 0, 0x30, 0x32]
        }
    }

    /// Prints a line, with `ESC E` (bold) and `GS !` (double height) around it where its style asks for them.
    public mutating func print(_ line: PrintLine) {
        switch line.style {
        case .plain: break
        case .bold: bytes += [Self.escape, 0x45, 1]
        case .tall: bytes += [Self.escape, 0x45, 1, Self.group, 0x21, 0x01]
        }
        bytes += page.encode(line.text)
        bytes.append(Self.lineFeed)
        switch line.style {
        case .plain: break
        case .bold: bytes += [Self.escape, 0x45, 0]
        case .tall: bytes += [Self.group, 0x21, 0x00, Self.escape, 0x45, 0]
        }
    }

    /// `ESC a n`.
    public mutating func align(_ alignment: Alignment) {
        bytes += [Self.escape, 0x61, alignment.rawValue]
    }

    /// `GS k 67`: an EAN-13, its digits printed below.
    ///
    /// - Throws: `escpos.not-an-ean13` (`unprocessable`) for a GTIN of 14 digits.
    public mutating func ean13(_ gtin: GTIN) throws(Fault) {
        guard let digits = gtin.text13 else {
            throw Fault(.unprocessable, "escpos.not-an-ean13", "\(gtin) has 14 digits; an EAN-13 has room for 13.")
        }
        barcode(67, Array(digits.utf8))
    }

    /// `GS k 73`: a CODE128 in code set B, the text printed below.
    ///
    /// - Throws: `escpos.not-code128` (`unprocessable`) for an empty text, one of more than 100 characters, or one with others than printable ASCII.
    public mutating func code128(_ text: String) throws(Fault) {
        guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            throw Fault(.unprocessable, "escpos.not-code128", "A CODE128 takes 1 to 100 characters of printable ASCII.")
        }
        var data: [UInt8] = Array("{B".utf8)
        // A brace begins a command inside the data; two stand for one.
        for byte in text.utf8 { data += byte == UInt8(ascii: "{") ? [byte, byte] : [byte] }
        barcode(73, data)
    }

    /// With `GS h` (80 dots high), `GS w` (2 dots a module) and `GS H` (digits below).
    private mutating func barcode(_ system: UInt8, _ data: [UInt8]) {
        bytes += [Self.group, 0x68, 80, Self.group, 0x77, 2, Self.group, 0x48, 2]
        bytes += [Self.group, 0x6B, system, UInt8(truncatingIfNeeded: data.count)] + data
    }

    /// `GS ( k`, functions 165, 167, 169, 180 and 181: a QR code of model 2 with error correction M.
    ///
    /// - Parameter dots: a module's size, 1 … 16; outside, the nearest.
    /// - Throws: `escpos.qr-too-long` (`unprocessable`) for an empty text or one of more than 2,331 bytes of UTF-8, what version 40-M holds.
    public mutating func qr(_ text: String, dots: UInt8 = 4) throws(Fault) {
        let data = Array(text.utf8)
        guard (1...2331).contains(data.count) else {
            throw Fault(.unprocessable, "escpos.qr-too-long", "A QR code takes 1 to 2331 bytes.")
        }
        let prefix: [UInt8] = [Self.group, 0x28, 0x6B]
        let length = data.count + 3
        bytes += prefix + [4, 0, 0x31, 0x41, 0x32, 0]
        bytes += prefix + [3, 0, 0x31, 0x43, min(max(dots, 1), 16)]
        bytes += prefix + [3, 0, 0x31, 0x45, 0x31]
        bytes += prefix + [UInt8(length & 0xFF), UInt8(length >> 8), 0x31, 0x50, 0x30] + data
        bytes += prefix + [3, 0, 0x31, 0x51, 0x30]
    }

    /// `ESC d n`.
    public mutating func feed(lines: UInt8) {
        bytes += [Self.escape, 0x64, lines]
    }

    /// `GS V 66 0`: feeds the paper to the knife and cuts it but for a point.
    public mutating func cut() {
        bytes += [Self.group, 0x56, 66, 0]
    }

    /// `ESC p m t1 t2`: a pulse of 50 ms, then a pause of 500 ms.
    public mutating func openDrawer(_ pin: DrawerPin = .two) {
        bytes += [Self.escape, 0x70, pin.rawValue, 25, 250]
    }
}

extension ESCPOS {
    /// How a receipt's number is printed for scanners.
    public enum NumberSymbol: Sendable {
        /// Not at all, as `code128`, or as `qr`.
        case none, code128, qr
    }

    /// A whole job: the lines, the number to scan, the cut.
    ///
    /// - Parameter number: left out where it doesn't fit the symbol; a receipt is printed in any case.
    public static func job(
        _ lines: [PrintLine], number: String? = nil, as symbol: NumberSymbol = .none, page: CodePage, on printer: PrinterProfile = .epson,
        opensDrawer: Bool = false
    ) -> [UInt8] {
        var job = ESCPOS(page, on: printer)
        if opensDrawer { job.openDrawer() }
        for line in lines { job.print(line) }
        if let number, symbol != .none {
            job.align(.centre)
            switch symbol {
            case .none: break
            case .code128: try? job.code128(number)
            case .qr: try? job.qr(number)
            }
            job.align(.left)
        }
        job.feed(lines: 3)
        job.cut()
        return job.bytes
    }
}
