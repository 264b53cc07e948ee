extension GTIN {
    /// Reads the 8 digits of a UPC-E (number system 0 or 1, six digits, check digit), which is a UPC-A with zeros left out.
    ///
    /// Source: GS1 General Specifications, 5.2.2.4.2 (the last of the six digits says where the zeros were).
    /// - Throws: `GTINError`.
    public init(upcE text: some StringProtocol) throws(GTINError) {
        try self.init(upcE: Array(text.utf8)[...])
    }

    init(upcE digits: ArraySlice<UInt8>) throws(GTINError) {
        guard digits.count == 8 else { throw .wrongLength(digits.count) }
        guard let value = digits.decimal else { throw .notDigits }
        let system = value / 10_000_000
        guard system <= 1 else { throw .notUPCE }
        let six = value / 10 % 1_000_000
        let body: Int64 =
            switch six % 10 {
            case 0...2: six / 10_000 * 100_000_000 + six % 10 * 10_000_000 + six / 10 % 1000
            case 3: six / 1000 * 10_000_000 + six / 10 % 100
            case 4: six / 100 * 1_000_000 + six / 10 % 10
            default: six / 10 * 100_000 + six % 10
            }
        try self.init(value: (system * 10_000_000_000 + body) * 10 + value % 10)
    }

    /// The 8 digits of a UPC-E; nil where the UPC-A doesn't have its zeros in the right places.
    public var upcE: String? {
        guard value < 200_000_000_000 else { return nil }
        let body = value / 10
        let maker = body / 100_000 % 100_000
        let item = body % 100_000
        let six: Int64
        if maker % 1000 / 100 <= 2, maker % 100 == 0, item < 1000 {
            six = maker / 1000 * 10_000 + item * 10 + maker / 100 % 10
        } else if maker % 100 == 0, item < 100 {
            six = maker / 100 * 1000 + item * 10 + 3
        } else if maker % 10 == 0, item < 10 {
            six = maker / 10 * 100 + item * 10 + 4
        } else if (5...9).contains(item) {
            six = maker * 10 + item
        } else {
            return nil
        }
        var bytes: [UInt8] = []
        bytes.appendDigits((body / 10_000_000_000 * 1_000_000 + six) * 10 + value % 10, width: 8)
        return String(decoding: bytes, as: UTF8.self)
    }
}
