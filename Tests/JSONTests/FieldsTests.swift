import JSON
import RetailCore
import Testing

@Suite struct FieldsTests {
    private let product = "019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e"

    @Test func takesFieldsInAnyOrder() throws {
        let forth = try Sample.parsed(#"{"name":"a","count":1,"mood":"wild","tags":["xx"],"is_open":true}"#)
        let back = try Sample.parsed(#"{"is_open":true,"tags":["xx"],"mood":"wild","count":1,"name":"a"}"#)
        for sample in [forth, back] {
            #expect(sample.name == "a" && sample.count == 1 && sample.mood == .wild && sample.tags == ["xx"] && sample.isOpen == true)
        }
    }

    @Test func fillsInWhatMayBeLeftOut() throws {
        for text in [#"{"name":"a"}"#, #"{"name":"a","count":null,"mood":null,"tags":null,"lines":null,"at":null,"is_open":null}"#] {
            let sample = try Sample.parsed(text)
            #expect(
                sample.count == 3 && sample.mood == .calm && sample.tags.isEmpty && sample.lines.isEmpty && sample.at == nil
                    && sample.isOpen == nil)
        }
    }

    @Test func tellsNullFromAbsentWhereItMatters() throws {
        #expect(try Sample.parsed(#"{"name":"a"}"#).day == Day??.none)
        #expect(try Sample.parsed(#"{"name":"a","day":null}"#).day == Day??.some(nil))
        #expect(try Sample.parsed(#"{"name":"a","day":"2026-02-28"}"#).day == Day??.some(Day(year: 2026, month: 2, day: 28)))
    }

    /// Document by document, the field that is named and why.
    @Test(arguments: [
        (#"{}"#, "name: missing"), (#"{"name":null}"#, "name: wrong-type"), (#"{"name":1}"#, "name: wrong-type"),
        (#"{"name":""}"#, "name: wrong-length"),
        (#"{"name":"12345678901"}"#, "name: wrong-length"), (#"{"name":"a\u0000"}"#, "name: bad-character"),
        (#"{"name":"bad"}"#, "name: is-bad"),
        (#"{"name":"a","count":"1"}"#, "count: wrong-type"), (#"{"name":"a","count":10}"#, "count: out-of-range"),
        (#"{"name":"a","count":-1}"#, "count: out-of-range"),
        (#"{"name":"a","count":1.5}"#, "count: not-whole"), (#"{"name":"a","count":99999999999999999999}"#, "count: out-of-range"),
        (#"{"name":"a","mood":"sad"}"#, "mood: unknown-value"), (#"{"name":"a","mood":1}"#, "mood: wrong-type"),
        (#"{"name":"a","tags":"xx"}"#, "tags: wrong-type"),
        (#"{"name":"a","tags":["xx",1]}"#, "tags[1]: wrong-type"), (#"{"name":"a","tags":["xx","x"]}"#, "tags[1]: wrong-length"),
        (#"{"name":"a","tags":["xx","xx","xx","xx"]}"#, "tags: wrong-count"), (#"{"name":"a","tags":[null]}"#, "tags[0]: wrong-type"),
        (#"{"name":"a","day":"2026-02-29"}"#, "day: not-a-date"), (#"{"name":"a","at":"2026-02-28"}"#, "at: not-a-time"),
        (#"{"name":"a","is_open":"true"}"#, "is_open: wrong-type"),
        (#"{"name":"a","who":1}"#, "who: unknown-field"), (#"{"name":"a","name":"a"}"#, "name: repeated-field"),
        (#"{"name":"a","Name":"a"}"#, "Name: unknown-field"),
        (#"{"name":"a","lines":[{}]}"#, "lines[0].product_id: missing"), (#"{"name":"a","lines":[7]}"#, "lines[0]: wrong-type"),
        (#"{"name":"a","lines":{}}"#, "lines: wrong-type"), (#"[]"#, ": wrong-type"), (#"null"#, ": wrong-type"),
    ]) func namesTheFieldThatIsWrong(_ text: String, _ expected: String) {
        #expect(fieldFault { () throws(Fault) in try Sample.parsed(text) } == expected)
    }

    /// A field that is not as described is malformed (400); what no description can say is refused as it stands (422).
    @Test func tellsWhatIsNotAsDescribedFromWhatDoesNotGoTogether() {
        func fault(_ text: String) -> Fault? { do throws(Fault) { _ = try Sample.parsed(text); return nil } catch { return error } }
        #expect(fault(#"{"name":"bad"}"#).map { [$0.code, "\($0.kind.status)"] } == ["request.contradictory", "422"])
        #expect(fault(#"{"name":""}"#).map { [$0.code, "\($0.kind.status)"] } == ["request.invalid", "400"])
    }

    @Test(arguments: [
        (#""quantity_milli":0"#, "lines[3].quantity_milli: out-of-range"),
        (#""quantity_milli":5001"#, "lines[3].quantity_milli: out-of-range"),
        (#""quantity_milli":"1""#, "lines[3].quantity_milli: wrong-type"), (#""quantity":1"#, "lines[3].quantity_milli: missing"),
        (#""quantity_milli":1,"note":"123456""#, "lines[3].note: wrong-length"),
        (#""quantity_milli":1,"extra":[]"#, "lines[3].extra: unknown-field"),
    ]) func saysWhichLineItWasIn(_ rest: String, _ expected: String) {
        let good = #"{"product_id":"\#(product)","quantity_milli":1}"#
        let text = #"{"name":"a","lines":[\#(good),\#(good),\#(good),{"product_id":"\#(product)",\#(rest)}]}"#
        #expect(fieldFault { () throws(Fault) in try Sample.parsed(text) } == expected)
    }

    @Test(arguments: [
        "", "x", "00000000-0000-0000-0000-000000000000", "019388a47f007c3e9d6b2f1a0c4b5d6e", "019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6",
        "019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6g",
    ])
    func refusesWhatIsNoID(_ text: String) {
        let body = #"{"name":"a","lines":[{"product_id":"\#(text)","quantity_milli":1}]}"#
        #expect(fieldFault { () throws(Fault) in try Sample.parsed(body) } == "lines[0].product_id: not-a-uuid")
    }

    @Test func knowsAFieldHoweverItsNameIsEscaped() throws {
        #expect(try Sample.parsed(#"{"n\u0061me":"a"}"#).name == "a")
    }

    @Test func countsCharactersAndNotBytes() throws {
        #expect(try Sample.parsed(#"{"name":"éééééééééé"}"#).name.unicodeScalars.count == 10)
    }

    @Test func refusesAFieldBehindMoreThanATypeCanHave() {
        let many = (0..<70).map { #""f\#($0)":1"# }.joined(separator: ",")
        #expect(fieldFault { () throws(Fault) in try Sample.parsed(#"{"name":"a",\#(many)}"#) } == "f0: unknown-field")
    }

    @Test func boundsMoneyAndQuantityByThemselves() throws {
        let beyond = try parse("1000000000000001")
        #expect(fieldFault { () throws(Fault) in try Money.read(beyond, .none) } == ": out-of-range")
        #expect(fieldFault { () throws(Fault) in try Quantity.read(beyond, .none) } == ": out-of-range")
        #expect(try Money.read(try parse("-1000000000000000"), .none) == Money(minor: -1_000_000_000_000_000))
    }
}
