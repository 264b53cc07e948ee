import RetailCore
import Testing

@testable import Web

@Suite struct RequestTargetTests {
    @Test func splitsAndDecodes() throws {
        let target = try RequestTarget("/v1/products/caf%C3%A9?name=a+b%26c&empty=&flag")
        #expect(target.segments == ["v1", "products", "café"])
        #expect(target.query.map(\.name) == ["name", "empty", "flag"])
        #expect(target.query.map(\.value) == ["a b&c", "", ""])
    }

    @Test(arguments: ["http://host/v1/a?b=c", "HTTPS://host:8080/v1/a?b=c", "http://[::1]:1/v1/a?b=c"])
    func takesAnAbsoluteForm(_ text: String) throws {
        let target = try RequestTarget(text)
        #expect(target.segments == ["v1", "a"] && target.query.map(\.name) == ["b"])
    }

    @Test(arguments: [("http://host", 0), ("http://host/", 0), ("http://host?a=1", 1)]) func takesAnAbsoluteFormWithoutAPath(
        _ text: String, _ items: Int
    ) throws {
        let target = try RequestTarget(text)
        #expect(target.segments.isEmpty && target.query.count == items)
    }

    @Test func keepsAnEncodedSlashInsideItsPart() throws {
        #expect(try RequestTarget("/v1/a%2Fb").segments == ["v1", "a/b"])
    }

    @Test(arguments: [
        "", "v1", "*", "http://", "http:///v1", "http://us@host/v1", "ftp://host/v1", "http://h o/", "/a%", "/a%4", "/a%zz", "/a%00",
        "/a%ff", "/a b", "/a\u{7F}", "/é", "/a#b", "/?a=%G1", "/?%C3=1",
    ])
    func refusesWhatIsNotWellFormed(_ text: String) {
        let fault = #expect(throws: Fault.self) { try RequestTarget(text) }
        #expect(fault?.code == "request.malformed-target")
        #expect(fault?.kind == .malformed)
    }

    @Test func refusesTooMuch() {
        #expect(throws: Fault.self) { try RequestTarget("/" + String(repeating: "a", count: RequestTarget.maximumBytes)) }
        #expect(throws: Fault.self) { try RequestTarget(String(repeating: "/a", count: RequestTarget.maximumParts + 1)) }
        #expect(throws: Fault.self) { try RequestTarget("/?" + String(repeating: "a=1&", count: RequestTarget.maximumQueryItems + 1)) }
        #expect(throws: Never.self) { try RequestTarget(String(repeating: "/a", count: RequestTarget.maximumParts)) }
    }
}
