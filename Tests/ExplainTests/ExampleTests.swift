import Explain
import JSON
import RetailCore
import TestSupport
import Testing
import TradeJSON

@Suite struct ExampleTests {
    @Test func theExampleReadsAsCommitted() throws {
        let lines = try explain(request(Repository.bytes("docs/examples/cart.json")), columns: 80)
        let committed = String(decoding: try Repository.bytes("docs/examples/cart.txt"), as: UTF8.self)
        #expect(
            lines.joined(separator: "\n") + "\n" == committed, "run: retail price docs/examples/cart.json > docs/examples/cart.txt")
    }

    @Test func itFitsWhateverTheWidth() throws {
        let example = try request(Repository.bytes("docs/examples/cart.json"))
        let words = try explain(example, columns: 200).joined(separator: " ").filter { $0.isLetter || $0.isNumber }
        for columns in 40...200 {
            let lines = try explain(example, columns: columns)
            #expect(lines.allSatisfy { $0.count <= columns }, "\(columns) columns")
            #expect(lines.joined(separator: " ").filter { $0.isLetter || $0.isNumber }.count == words.count, "\(columns) columns")
        }
        for columns in [39, 201] { #expect(throws: Fault.self) { try explain(example, columns: columns) } }
    }

    /// What is written is what was read: the same cart comes to the same.
    @Test func theExampleSurvivesBeingWritten() throws {
        let example = try request(Repository.bytes("docs/examples/cart.json"))
        let again = try request(JSONWriter.bytes(of: example))
        #expect(try explain(again) == explain(example))
        #expect(JSONWriter.bytes(of: again) == JSONWriter.bytes(of: example))
    }

    @Test func everyFieldOfTheExampleIsListed() throws {
        var names: Set<String> = []
        func collect(_ value: JSONValue) throws {
            for member in (try? value.members()) ?? [] {
                names.insert(member.name)
                try collect(member.value)
            }
            for element in (try? value.elements()) ?? [] { try collect(element) }
        }
        try collect(JSONDocument(Repository.bytes("docs/examples/cart.json")).root)
        let listed = FieldReference(CheckoutRequest.schema).lines.map { $0.drop { $0 == " " }.prefix { $0 != " " } }
        #expect(names.count > 40)
        for name in names { #expect(listed.contains { $0 == name }, "\(name)") }
    }
}
