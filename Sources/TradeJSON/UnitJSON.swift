package import JSON
package import RetailCore

extension UnitOfMeasure: WireValue {
    package static var schema: Schema { .string(format: nil, length: 2...3) }
    package static func sample() -> UnitOfMeasure { .one }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> UnitOfMeasure {
        guard let unit = UnitOfMeasure(code: try value.string()) else {
            throw Fault.field("", "unknown-unit", "Expected a unit's code of UN/ECE Recommendation 20, such as C62, KGM or LTR.")
        }
        return unit
    }

    package func write(to writer: inout JSONWriter) { writer.string(code) }
}
