import API
import JSON
import Operations
import RetailCore
import TestSupport
import Testing

/// What holds of every operation of every feature: nothing here is to be written for a new one.
@Suite struct FieldTests {
    /// With all fields there, each with a value of its own: a field that is not kept, or kept in another's place, comes back as something else.
    @Test(arguments: Features.operations.map { $0.name }) func everyFieldComesBackAsItWas(_ name: String) throws {
        let type = try #require(Features.operations.first { $0.name == name })
        let json = FieldTests.filled(SchemaSample.json(type.schema))
        #expect(try written(type, json) == FieldTests.withoutSecrets(json))
    }

    @Test func operationsHaveNamesOfTheirOwn() {
        let names = Features.operations.map { $0.name }
        #expect(names.count > 20 && Set(names).count == names.count)
        for name in names { #expect(name.wholeMatch(of: /[a-z_]+\.[a-z_]+\/[0-9]+/) != nil, "\(name)") }
    }

    private func written<O: Operation>(_ type: O.Type, _ json: String) throws -> String {
        String(decoding: JSONWriter.bytes(of: try O.read(try JSONDocument(Array(json.utf8)).root)), as: UTF8.self)
    }

    /// An id of its own for each place.
    private static func filled(_ json: String) -> String {
        var (json, ids) = (json, IDSource(random: SeededRandom(seed: 1)))
        while let place = json.firstRange(of: /\$[a-z_]+/) {
            let text: String =
                switch json[place] {
                case "$gtin": "4006381333931"
                default: "\(ids.next(at: Instant(microseconds: 0)) as ID<Never>)"
                }
            json.replaceSubrange(place, with: text)
        }
        return json
    }

    private static func withoutSecrets(_ json: String) -> String { json.replacing(/,"password":"[^"]*"/, with: "") }
}
