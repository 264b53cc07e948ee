import RetailCore
import Testing

@Suite struct FaultTests {
    @Test func pathsGrowFromTheInside() {
        let fault = Fault.field("quantity_milli", "quantity.negative", "No.").inside("[3]").inside("lines").inside("sale")
        #expect(fault.fields.map(\.field) == ["sale.lines[3].quantity_milli"])
        #expect(Fault.field("", "x", "y").inside("name").fields.first?.field == "name")
    }

    @Test func sayWhenToComeBackWhereThatMayHelp() {
        #expect(Fault(.unavailable, "a.b", "c").retryAfterSeconds == 1)
        #expect(Fault(.tooMany, "a.b", "c", retryAfterSeconds: 9).retryAfterSeconds == 9)
        #expect(Fault(.conflict, "a.b", "c").retryAfterSeconds == nil)
    }
}
