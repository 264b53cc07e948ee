import JSON
import RetailCore
import Testing

@Suite struct FaultStatusTests {
    @Test func everyKindHasAStatusOfItsOwn() {
        for kind in Fault.Kind.allCases {
            #expect((400..<600).contains(kind.status))
            #expect(Fault.Kind(status: kind.status) == kind)
        }
        for status in [-1, 0, 200, 402, 502, .max] { #expect(Fault.Kind(status: status) == nil) }
        #expect(Fault.Kind.missing.status == 404)
    }
}
