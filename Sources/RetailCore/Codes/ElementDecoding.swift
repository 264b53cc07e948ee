/// What an element's data is made into, beside its text.
enum ElementDecoding: Sendable {
    case text
    case gtin
    case day
    case longDay
    case time
    case count
    case measure(decimals: Int, unit: String)
    case amount(decimals: Int)
    case amountWithCurrency(decimals: Int)
    case percent(decimals: Int)

    init(number: UInt16) {
        let decimals = Int(number % 10)
        switch number {
        case 1, 2, 3: self = .gtin
        case 11, 12, 13, 15, 16, 17, 4326, 7006: self = .day
        case 7250: self = .longDay
        case 4324, 4325, 7003, 7011, 8008: self = .time
        case 30, 37: self = .count
        case 3100...3699: self = .measure(decimals: decimals, unit: Self.unit(number / 10))
        case 3900...3909, 3920...3929, 3950...3959: self = .amount(decimals: decimals)
        case 3910...3919, 3930...3939: self = .amountWithCurrency(decimals: decimals)
        case 3940...3949: self = .percent(decimals: decimals)
        default: self = .text
        }
    }

    /// nil where the data is not that; its syntax being right, that is a date, a number too large or a currency's number that is none.
    func value(of data: ArraySlice<UInt8>, year: Int) -> CodeElement.Value? {
        switch self {
        case .text: .text
        case .gtin: (try? GTIN(digits: data)).map { .gtin($0) }
        case .day: GS1Date.day(data.prefix(6), endOfMonth: true, year: year).map { .day($0) }
        case .longDay: GS1Date.longDay(data).map { .day($0) }
        case .time: Self.time(data, year: year)
        case .count: data.decimal.map { .count($0) }
        case .measure(let decimals, let unit): data.decimal.map { .measure(CodeDecimal(digits: $0, decimals: decimals), unit: unit) }
        case .amount(let decimals): data.decimal.map { .amount(CodeDecimal(digits: $0, decimals: decimals), currency: nil) }
        case .amountWithCurrency(let decimals): Self.amount(data, decimals: decimals)
        case .percent(let decimals): data.decimal.map { .percent(CodeDecimal(digits: $0, decimals: decimals)) }
        }
    }

    private static func amount(_ data: ArraySlice<UInt8>, decimals: Int) -> CodeElement.Value? {
        guard let number = data.prefix(3).decimal, let currency = Currency(number: Int(number)), let digits = data.dropFirst(3).decimal
        else {
            return nil
        }
        return .amount(CodeDecimal(digits: digits, decimals: decimals), currency: currency)
    }

    /// YYMMDD, then hours, minutes and seconds as far as they are there. `9999` in 4324 and 4325 says that there is no time.
    private static func time(_ data: ArraySlice<UInt8>, year: Int) -> CodeElement.Value? {
        guard let day = GS1Date.day(data.prefix(6), endOfMonth: true, year: year) else { return nil }
        let rest = data.dropFirst(6)
        guard !rest.isEmpty else { return .day(day) }
        guard let digits = rest.decimal else { return nil }
        switch rest.count {
        case 2: return .time(day, seconds: Int(digits) * 3600)
        case 4: return digits == 9999 ? .day(day) : .time(day, seconds: Int(digits / 100 * 3600 + digits % 100 * 60))
        default: return .time(day, seconds: Int(digits / 10_000 * 3600 + digits / 100 % 100 * 60 + digits % 100))
        }
    }

    /// By the first three digits (GS1 General Specifications, figures 3.6.2-1 to 3.6.3-2).
    private static func unit(_ family: UInt16) -> String {
        switch family {
        case 310, 330: "kg"
        case 311...313, 331...333: "m"
        case 314, 334: "m²"
        case 315, 335: "l"
        case 316, 336: "m³"
        case 337: "kg/m²"
        case 320, 340: "lb"
        case 321, 324, 327, 341, 344, 347: "in"
        case 322, 325, 328, 342, 345, 348: "ft"
        case 323, 326, 329, 343, 346, 349: "yd"
        case 350, 353: "in²"
        case 351, 354: "ft²"
        case 352, 355: "yd²"
        case 356: "tr oz"
        case 357: "oz"
        case 360, 362: "qt"
        case 361, 363: "gal"
        case 364, 367: "in³"
        case 365, 368: "ft³"
        default: "yd³"
        }
    }
}
