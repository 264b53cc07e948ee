package import JSON
package import RetailCore

extension InStorePattern.Measure: WireEnum {}
extension InStorePattern.Verifier: WireEnum {}

extension InStorePattern: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let first: String = try fields.required("from", .length(1...100), "The first digits, or the first of a range of them.")
        let last: String? = try fields.optional("to", .length(1...100), "The last of the range.")
        let layout: String = try fields.required("layout", .length(1...100), "P item, C verifier digit, V price, weight or count.")
        let measure: Measure = try fields.required("measure")
        let decimals: Int = try fields.required("decimals", .range(0...4))
        try self.init(
            from: first, to: last, layout: layout, measure, decimals: decimals, verifier: fields.required("verifier", default: .none))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("from", digits(prefixes.lowerBound))
        if prefixes.count > 1 { writer.member("to", digits(prefixes.upperBound)) }
        writer.member("layout", layout)
        writer.member("measure", measure)
        writer.member("decimals", decimals)
        if verifier != .none { writer.member("verifier", verifier) }
    }

    private func digits(_ prefix: Int64) -> String {
        let text = String(prefix)
        return String(repeating: "0", count: max(0, prefixLength - text.count)) + text
    }
}
