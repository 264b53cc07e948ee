/// One text on its way to a meaning.
struct CodeScan {
    let reader: CodeReader
    let bytes: [UInt8]
    private var symbology: Symbology?
    private var start: Int
    private var end: Int

    init(reader: CodeReader, bytes: [UInt8], symbology: Symbology?) {
        self.reader = reader
        self.bytes = bytes
        self.symbology = symbology
        start = 0
        end = bytes.count
        while start < end, Self.isBlank(bytes[start]) { start += 1 }
        while start < end, Self.isBlank(bytes[end - 1]) { end -= 1 }
    }

    mutating func reading() throws(CodeProblem) -> CodeReading {
        try takeSymbology()
        guard start < end else { throw CodeProblem(.empty, at: start) }
        if let symbology {
            switch symbology {
            case .ean13, .ean13AddOn, .ean8: return try articleOfRetailSymbol(symbology)
            case .itf14: return end - start == 14 ? try article(from: start, upTo: end) : try plain()
            default:
                if symbology.carriesElements {
                    guard !beginsWithBrackets else { throw CodeProblem(.bracketsInSymbol, at: start) }
                    return try elements(isMarked: true)
                }
                if let link = try link() { return link }
                return try plain()
            }
        }
        if let bracketed = try bracketed() { return bracketed }
        if let link = try link() { return link }
        if bytes[start..<end].contains(ElementString.separator) { return try elements(isMarked: true) }
        if isDigits(start..<end) {
            switch end - start {
            case 8: return try eightDigits()
            case 12, 13, 14: return try article(from: start, upTo: end)
            default: break
            }
        }
        return beginsWithKey ? try elements(isMarked: false) : try plain()
    }

    private mutating func takeSymbology() throws(CodeProblem) {
        guard end - start >= 3, bytes[start] == 0x5D else { return }
        guard let symbology = Symbology(letter: bytes[start + 1], modifier: bytes[start + 2]) else {
            throw CodeProblem(.unknownSymbology, at: start)
        }
        self.symbology = symbology
        start += 3
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private func isDigits(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { (0x30...0x39).contains($0) } }

    // MARK: Article numbers

    /// EAN-8; EAN-13, UPC-A and UPC-E, which most scanners expand to 13 digits, some not; with an add-on.
    private func articleOfRetailSymbol(_ symbology: Symbology) throws(CodeProblem) -> CodeReading {
        let count = end - start
        switch (symbology, count) {
        case (.ean8, 8), (.ean13, 12), (.ean13, 13): return try article(from: start, upTo: end)
        case (.ean13, 8): return meaning(.article(try gtin(from: start, upTo: end, isUPCE: true), addOn: nil))
        case (.ean13AddOn, _): return try articleWithAddOn()
        default: throw CodeProblem(.wrongLength, at: start)
        }
    }

    /// Twelve or thirteen digits, then two or five; some scanners send blanks between them.
    private func articleWithAddOn() throws(CodeProblem) -> CodeReading {
        let blank = bytes[start..<end].firstIndex(of: 0x20)
        let addOn = blank.flatMap { bytes[$0..<end].firstIndex { $0 != 0x20 } } ?? end - ([14, 15].contains(end - start) ? 2 : 5)
        let main = blank ?? addOn
        guard [12, 13].contains(main - start), [2, 5].contains(end - addOn) else { throw CodeProblem(.wrongLength, at: start) }
        guard isDigits(addOn..<end) else { throw CodeProblem(.wrongCharacter, at: addOn) }
        let digits = String(decoding: bytes[addOn..<end], as: UTF8.self)
        return meaning(.article(try gtin(from: start, upTo: main, isUPCE: false), addOn: digits))
    }

    private func eightDigits() throws(CodeProblem) -> CodeReading {
        switch reader.eightDigits {
        case .gtin8: return try article(from: start, upTo: end)
        case .upcE: return meaning(.article(try gtin(from: start, upTo: end, isUPCE: true), addOn: nil))
        case .either:
            guard let upcE = try? gtin(from: start, upTo: end, isUPCE: true) else { return try article(from: start, upTo: end) }
            let expanded = CodeMeaning(content: .article(upcE, addOn: nil), symbology: symbology)
            guard let gtin8 = try? gtin(from: start, upTo: end, isUPCE: false) else { return .meaning(expanded) }
            return .ambiguous([CodeMeaning(content: .article(gtin8, addOn: nil), symbology: symbology), expanded], hasMore: false)
        }
    }

    private func article(from start: Int, upTo end: Int) throws(CodeProblem) -> CodeReading {
        let gtin = try gtin(from: start, upTo: end, isUPCE: false)
        guard end - start > 8, let pattern = reader.inStore.pattern(of: gtin) else { return meaning(.article(gtin, addOn: nil)) }
        do throws(CodeProblem) {
            return meaning(.inStore(try pattern.read(gtin)))
        } catch {
            throw CodeProblem(error.code, at: end - 13 + error.position)
        }
    }

    private func gtin(from start: Int, upTo end: Int, isUPCE: Bool) throws(CodeProblem) -> GTIN {
        let digits = bytes[start..<end]
        do throws(GTINError) {
            return isUPCE ? try GTIN(upcE: digits) : try GTIN(digits: digits)
        } catch {
            switch error {
            case .notDigits: throw CodeProblem(.wrongCharacter, at: digits.firstIndex { !(0x30...0x39).contains($0) } ?? start)
            case .wrongCheckDigit: throw CodeProblem(.wrongCheckDigit, at: end - 1)
            case .wrongLength, .outOfRange: throw CodeProblem(.wrongLength, at: start)
            case .notUPCE, .wrongIndicator: throw CodeProblem(.wrongValue, at: start)
            }
        }
    }

    // MARK: GS1 elements

    /// Whether the text begins with an article or logistic unit and its right check digit, as element strings without any mark do.
    private var beginsWithKey: Bool {
        guard end - start >= 16, bytes[start] == 0x30 else { return false }
        switch bytes[start + 1] {
        case 0x30: return end - start >= 20 && ElementCheck.hasCheckDigit(bytes[(start + 2)..<(start + 20)])
        case 0x31...0x33: return ElementCheck.hasCheckDigit(bytes[(start + 2)..<(start + 16)])
        default: return false
        }
    }

    /// - Parameter isMarked: whether the symbology or a separator says that separators are sent.
    private func elements(isMarked: Bool) throws(CodeProblem) -> CodeReading {
        // Some scanners send the FNC1 that marks the symbol as well.
        let first = bytes[start] == ElementString.separator ? start + 1 : start
        let elements = ElementStringReader(bytes: bytes, end: end, year: reader.year, partial: reader.acceptsPartialLabels)
        var strict: [CodeElement]?
        var problem = CodeProblem(.empty, at: first)
        do throws(CodeProblem) {
            strict = try elements.strictReading(from: first).elements
        } catch {
            problem = error
        }
        if let strict, isMarked, reader.trustsSeparators { return meaning(.elements(strict)) }
        if let strict, !strict.contains(where: \.identifier.needsSeparator) { return meaning(.elements(strict)) }
        let (readings, areAll) = LostSeparators.readings(of: elements, from: first)
        // One of an unknown number must not look like the only one.
        guard areAll || readings.count > 1 else { throw CodeProblem(.tooManyWays, at: first) }
        if let strict, readings.count <= 1 { return meaning(.elements(strict)) }
        guard !readings.isEmpty else { throw problem }
        return .ambiguous(readings.map { CodeMeaning(content: .elements($0), symbology: symbology) }, hasMore: !areAll)
    }

    /// Whether the text begins with an identifier in brackets.
    private var beginsWithBrackets: Bool {
        guard bytes[start] == BracketedText.open, let close = bytes[start..<end].firstIndex(of: 0x29) else { return false }
        return (3...5).contains(close - start) && isDigits((start + 1)..<close)
    }

    /// nil where the text doesn't begin with an identifier in brackets.
    private func bracketed() throws(CodeProblem) -> CodeReading? {
        guard beginsWithBrackets else { return nil }
        let text = BracketedText(bytes: bytes, end: end, year: reader.year, partial: reader.acceptsPartialLabels)
        return meaning(.elements(try text.elements(from: start)))
    }

    /// nil where the text is no web address.
    private func link() throws(CodeProblem) -> CodeReading? {
        guard let authority = ["http://", "https://"].compactMap({ end(ofScheme: $0) }).first else { return nil }
        let path = bytes[authority..<end].firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? end
        guard path > authority, path < end, bytes[path] == 0x2F else { return try plain() }
        let link = DigitalLinkReader(
            bytes: bytes, end: end, year: reader.year, partial: reader.acceptsPartialLabels, isHostOfGS1: isHostOfGS1(authority..<path))
        guard let elements = try link.elements(pathFrom: path + 1) else { return try plain() }
        return meaning(.link(elements))
    }

    /// Whether user, host and port of an address have GS1's own host.
    private func isHostOfGS1(_ authority: Range<Int>) -> Bool {
        let at: UInt8 = 0x40
        let colon: UInt8 = 0x3A
        let behindUser = bytes[authority].lastIndex(of: at).map { $0 + 1 } ?? authority.lowerBound
        let host = bytes[behindUser..<authority.upperBound].prefix { $0 != colon }
        // With or without the dot that ends a complete name.
        let name = host.last == 0x2E ? host.dropLast() : host
        return name.elementsEqual("id.gs1.org".utf8) { Self.lowered($0) == $1 }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private func end(ofScheme scheme: StaticString) -> Int? {
        let length = scheme.utf8CodeUnitCount
        guard end - start > length else { return nil }
        return scheme.withUTF8Buffer { letters in
            zip(letters, bytes[start..<(start + length)]).allSatisfy { $0 == Self.lowered($1) }
        } ? start + length : nil
    }

    // MARK: The rest

    private func plain() throws(CodeProblem) -> CodeReading {
        if let wrong = bytes[start..<end].firstIndex(where: { $0 < 0x20 || $0 == 0x7F }) { throw CodeProblem(.notText, at: wrong) }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        guard text.utf8.elementsEqual(bytes[start..<end]) else { throw CodeProblem(.notText, at: start) }
        return meaning(.plain(text))
    }

    private func meaning(_ content: CodeMeaning.Content) -> CodeReading { .meaning(CodeMeaning(content: content, symbology: symbology)) }
}
