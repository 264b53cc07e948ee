import JSON
import RetailCore
import Testing

@Suite struct SchemaTests {
    /// The initialiser is the only description: what it asks for is what the document says.
    @Test func describesATypeByWhatItsInitialiserAsksFor() throws {
        var definitions: [String: [UInt8]] = [:]
        var writer = JSONWriter()
        Sample.schema.write(to: &writer, definitions: &definitions)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == ##"{"$ref":"#/components/schemas/Sample"}"##)
        #expect(definitions.keys.sorted() == ["Sample", "SampleLine"])
        #expect(
            String(decoding: definitions["SampleLine"] ?? [], as: UTF8.self)
                == #"{"type":"object","required":["product_id","quantity_milli"],"properties":{"product_id":{"type":"string","format":"uuid"},"#
                + #""quantity_milli":{"type":"integer","format":"int64","minimum":1,"maximum":5000,"description":"Thousandths."},"#
                + #""note":{"type":"string","minLength":1,"maxLength":5}}}"#)
        let sample = try JSONDocument(definitions["Sample"] ?? []).root
        #expect(try sample["required"]?.elements().map { try $0.string() } == ["name"])
        let properties = try #require(sample["properties"])
        #expect(try properties.members().map(\.name) == ["name", "count", "mood", "tags", "lines", "day", "at", "is_open"])
        #expect(try properties["mood"]?["enum"]?.elements().map { try $0.string() } == ["calm", "wild"])
        #expect(try properties["tags"]?["maxItems"]?.int64() == 3)
        #expect(try properties["tags"]?["items"]?["minLength"]?.int64() == 2)
        #expect(try properties["lines"]?["items"]?["$ref"]?.string() == "#/components/schemas/SampleLine")
        #expect(try properties["day"]?["oneOf"]?.elements().map { try $0["type"]?.string() } == ["string", "null"])
        #expect(try properties["at"]?["format"]?.string() == "date-time")
        #expect(try properties["is_open"]?["type"]?.string() == "boolean")
    }
}
