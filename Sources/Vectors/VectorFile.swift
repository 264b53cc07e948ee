package import JSON
package import RetailCore

/// A file of golden vectors: what is given, and what must come out, for anybody's till (Tests/Vectors/README.md).
package struct VectorFile: Sendable {
    package static let format = "retail-vectors/1"

    package struct Case: Sendable {
        package let name: String
        /// What is done with `given`.
        package let action: String
        package let given: JSONValue
        package let expected: JSONValue
    }

    package let area: String
    package let cases: [Case]

    /// - Throws: `request.malformed-json`, `request.invalid` (400), `vectors.unknown-format` (422).
    package init(_ bytes: [UInt8]) throws(Fault) {
        let root = try JSONDocument(bytes, verbatim: true).root
        guard try root["format"]?.string() == Self.format else {
            throw Fault(.unprocessable, "vectors.unknown-format", "Expected a file of the format \(Self.format).")
        }
        area = try Self.member("area", of: root).string()
        var cases: [Case] = []
        for (index, value) in try Self.member("cases", of: root).elements().enumerated() {
            do {
                cases.append(
                    Case(
                        name: try Self.member("name", of: value).string(), action: try Self.member("do", of: value).string(),
                        given: try Self.member("given", of: value), expected: try Self.member("expect", of: value)))
            } catch { throw error.inside("cases[\(index)]") }
        }
        self.cases = cases
    }

    private static func member(_ name: String, of value: JSONValue) throws(Fault) -> JSONValue {
        guard let member = value[name] else { throw Fault.field(name, "missing", "The field is required.") }
        return member
    }
}
