import JSON
import RetailCore
import TradeJSON

extension CodeVectors {
    static func scan(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let bytes = try bytes(&given)
        let reader = CodeReader(
            today: try given.required("today"), inStore: try patterns(&given) ?? .none,
            eightDigits: try given.required("eight_digits", default: .gtin8),
            acceptsPartialLabels: try given.required("partial_labels", default: false),
            trustsSeparators: try given.required("trusts_separators", default: true))
        let reading = reader.read(bytes, symbology: try symbology(&given))
        return JSONWriter.object { reading.members(&$0) }
    }

    private static func bytes(_ given: inout Fields) throws(Fault) -> [UInt8] {
        if let text: String = try given.optional("text") { return Array(text.utf8) }
        let digits: String = try given.required("hex")
        var bytes: [UInt8] = []
        var rest = digits[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else {
                throw Fault.field("hex", "not-hex", "Expected two digits for each byte.")
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private static func symbology(_ given: inout Fields) throws(Fault) -> Symbology? {
        guard let text: String = try given.optional("symbology") else { return nil }
        guard let symbology = Symbology(text) else {
            throw Fault.field("symbology", "unknown-value", "Expected a symbology identifier such as ]d2.")
        }
        return symbology
    }
}
