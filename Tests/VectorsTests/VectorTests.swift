import JSON
import RetailCore
import Testing
import Vectors

@Suite struct VectorTests {
    private static func file(_ expected: String) -> [UInt8] {
        Array(
            """
            {"format": "retail-vectors/1", "area": "promotions", "cases": [{"name": "a line", "source": "by definition", "do": "checkout",
             "given": {"sale": {"day": "2026-01-31", "minute": 720},
              "cart": {"lines": [{"product_id": "00000000-0000-0000-0000-000000000001", "quantity_milli": 1000, "unit_price_minor": 119,
               "taxes": [{"code": "A", "rate_micro": 190000}]}]}}, "expect": \(expected)}]}
            """.utf8)
    }

    @Test func aWrongExpectationIsFound() throws {
        let right =
            #"{"amount_minor": 119, "due_minor": 119, "shelf_minor": 119, "net_minor": 100, "tax_minor": 19, "promotions": [], "relieved_minor": null, "lines": [{"shelf_minor": 119, "amount_minor": 119, "tax_minor": 19}]}"#
        #expect(try VectorFile(Self.file(right)).verify().isEmpty)
        for (old, new) in [("100", "101"), (#""promotions": [], "#, ""), (#""tax_minor": 19}"#, #""tax_minor": 19, "more": 1}"#)] {
            let wrong = right.replacing(old, with: new)
            #expect(wrong != right)
            #expect(try VectorFile(Self.file(wrong)).verify().count == 1, "\(new)")
        }
        #expect(try VectorFile(Self.file(#"{"fault": "cart.too-large"}"#)).verify().count == 1)
    }

    /// One precomposed, one with a combining mark: the same to a reader's eye, not to a hash.
    @Test func normalisationIsADifference() throws {
        for (name, faults) in [("Caf\u{E9}", 1), ("Cafe\u{301}", 0)] {
            let file = """
                {"format": "retail-vectors/1", "area": "codes", "cases": [{"name": "a name", "source": "by definition", "do": "scan",
                 "given": {"text": "Cafe\u{301}", "today": "2026-01-31"}, "expect": {"meaning": {"kind": "plain", "text": "\(name)"}}}]}
                """
            #expect(try VectorFile(Array(file.utf8)).verify().count == faults, "\(name.unicodeScalars.count)")
        }
    }

    @Test func saysWhatIsWrongWithAFile() {
        func code(_ text: String) -> String? {
            do throws(Fault) {
                _ = try VectorFile(Array(text.utf8)).verify()
                return nil
            } catch { return error.code }
        }
        #expect(code("{}") == "vectors.unknown-format")
        #expect(code(#"{"format": "retail-vectors/1"}"#) == "request.invalid")
        #expect(code(#"{"format": "retail-vectors/1", "area": "x", "cases": []}"#) == "vectors.unknown-area")
        #expect(code("[") == "request.malformed-json")
    }
}
