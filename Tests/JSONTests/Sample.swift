import JSON
import RetailCore

enum Mood: String, WireEnum { case calm, wild }

/// A line with every kind of field that the wire knows.
struct SampleLine: WireObject {
    var product: ID<Product>
    var quantity: Quantity
    var note: String?

    init(_ fields: inout Fields) throws(Fault) {
        product = try fields.required("product_id")
        quantity = try fields.required("quantity_milli", .range(1...5000), "Thousandths.")
        note = try fields.optional("note", .length(1...5))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        writer.member("quantity_milli", quantity)
        writer.member("note", note)
    }
}

struct Sample: WireObject {
    var name: String
    var count: Int64
    var mood: Mood
    var tags: [String]
    var lines: [SampleLine]
    /// nil: left out; `.some(nil)`: null.
    var day: Day??
    var at: Instant?
    var isOpen: Bool?

    init(_ fields: inout Fields) throws(Fault) {
        name = try fields.required("name", .length(1...10))
        count = try fields.required("count", default: 3, .range(0...9))
        mood = try fields.required("mood", default: .calm)
        tags = try fields.required("tags", default: [], .each(2...4, count: 0...3))
        lines = try fields.required("lines", default: [], .count(0...4))
        day = try fields.clearable("day")
        at = try fields.optional("at")
        isOpen = try fields.optional("is_open")
        try fields.check(name != "bad", "name", "is-bad", "Expected another.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("count", count)
        writer.member("mood", mood)
        writer.member("tags", tags)
        writer.member("lines", lines)
        if let day {
            if let day { writer.member("day", day) } else { writer.member("day", json: Array("null".utf8)) }
        }
        writer.member("at", at)
        writer.member("is_open", isOpen)
    }

    static func parsed(_ text: String) throws(Fault) -> Sample { try Sample.read(try parse(text)) }
}
