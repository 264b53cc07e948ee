import JSON
import RetailCore
import Testing

@Suite struct SchemaTests {
    /// The initialiser is the only description: what it asks for is what the document says.
    @Test func describesATypeByWhatItsInitialiserAsksFor() throws {
        var definitions = SchemaDefinitions(taking: [Sample.schema])
        #expect(String(decoding: definitions.json(Sample.schema, .taken), as: UTF8.self) == ##"{"$ref":"#/components/schemas/Sample"}"##)
        #expect(definitions.objects.keys.sorted() == ["Sample", "SampleLine"])
        #expect(
            String(decoding: definitions.objects["SampleLine"] ?? [], as: UTF8.self)
                == #"{"type":"object","required":["product_id","quantity_milli"],"properties":{"product_id":{"type":"string","format":"uuid"},"#
                + #""quantity_milli":{"type":"integer","format":"int64","minimum":1,"maximum":5000,"description":"Thousandths."},"#
                + #""note":{"type":["string","null"],"minLength":1,"maxLength":5}},"additionalProperties":false}"#)
        let sample = try JSONDocument(definitions.objects["Sample"] ?? []).root
        #expect(try sample["required"]?.elements().map { try $0.string() } == ["name"])
        let properties = try #require(sample["properties"])
        #expect(try properties.members().map(\.name) == ["name", "count", "mood", "tags", "lines", "day", "at", "is_open"])
        let mood = try #require(try properties["mood"]?["oneOf"]?.elements())
        #expect(try mood[0]["enum"]?.elements().map { try $0.string() } == ["calm", "wild"])
        #expect(try mood[1]["type"]?.string() == "null")
        #expect(try properties["tags"]?["maxItems"]?.int64() == 3)
        #expect(try properties["tags"]?["items"]?["minLength"]?.int64() == 2)
        #expect(try properties["lines"]?["items"]?["$ref"]?.string() == "#/components/schemas/SampleLine")
        #expect(try properties["day"]?["type"]?.elements().map { try $0.string() } == ["string", "null"])
        #expect(try properties["at"]?["format"]?.string() == "date-time")
        #expect(try properties["is_open"]?["type"]?.elements().map { try $0.string() } == ["boolean", "null"])
    }

    /// What only goes out: no bounds that sums could outgrow, no null, and room for what a later version adds.
    @Test func describesWhatOnlyGoesOutWithoutBounds() {
        var definitions = SchemaDefinitions()
        _ = definitions.json(SampleLine.schema, .sent)
        #expect(
            String(decoding: definitions.objects["SampleLine"] ?? [], as: UTF8.self)
                == #"{"type":"object","required":["product_id","quantity_milli"],"properties":{"product_id":{"type":"string","format":"uuid"},"#
                + #""quantity_milli":{"type":"integer","format":"int64","description":"Thousandths."},"note":{"type":"string"}}}"#)
    }

    @Test func describesWhatCanBeOneOfSeveral() {
        var definitions = SchemaDefinitions()
        let schema = Schema.either([.boolean, .map(.integer(nil), atMost: 3), .nullable(.enumeration(["a"]))])
        #expect(
            String(decoding: definitions.json(schema, .taken), as: UTF8.self)
                == #"{"anyOf":[{"type":"boolean"},{"type":"object","additionalProperties":{"type":"integer","format":"int64","#
                + #""minimum":-9223372036854775808,"maximum":9223372036854775807},"maxProperties":3},"#
                + #"{"oneOf":[{"type":"string","enum":["a"]},{"type":"null"}]}]}"#)
    }
}
