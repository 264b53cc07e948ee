// Figures as people read them.
extension BinaryInteger {
    /// `1,469,307`.
    var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return self < 0 ? "-\(text)" : text
    }
}

extension Int64 {
    /// Minor units of a currency with two places.
    var asAmount: String {
        let fraction = magnitude % 100
        return "\(self < 0 ? "-" : "")\((magnitude / 100).grouped).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

extension Double {
    var tenths: String {
        let tenths = Int64((self * 10).rounded())
        return "\(tenths / 10).\((tenths % 10).magnitude)"
    }
}

extension String {
    func padded(to width: Int) -> String { count < width ? self + String(repeating: " ", count: width - count) : self + " " }
}
