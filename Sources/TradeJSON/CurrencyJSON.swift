package import JSON
package import RetailCore

extension Currency: WireValue {
    package static var schema: Schema { .string(format: nil, length: 3...3) }
    package static func sample() -> Currency { .none }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Currency {
        guard let currency = Currency(code: try value.string()) else {
            throw Fault.field("", "unknown-currency", "Expected a currency's code of ISO 4217, such as EUR.")
        }
        return currency
    }

    package func write(to writer: inout JSONWriter) { writer.string(code) }
}
