import JSON
import RetailCore

extension Fields {
    /// An object inside; nil where it is null.
    mutating func object(_ name: StaticString) throws(Fault) -> Fields? {
        let value: JSONValue? = try optional(name)
        guard let value else { return nil }
        return try Fields(value)
    }

    /// The objects of an array.
    mutating func objects(_ name: StaticString) throws(Fault) -> [Fields] {
        let values: [JSONValue] = try required(name)
        var objects: [Fields] = []
        for value in values { objects.append(try Fields(value)) }
        return objects
    }
}
