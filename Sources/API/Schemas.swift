import JSON

/// Answers that operations write themselves, described.
enum AnswerSchema {
    static let id = Schema.string(format: "uuid", length: nil)
    static let money = Schema.integer(nil)

    static func object(_ name: String, _ properties: (String, Schema, Bool)...) -> Schema {
        .object(name, properties.map { .init(name: $0.0, schema: $0.1, isRequired: $0.2, words: "") })
    }

    static let ids = object("CreatedIDs", ("ids", .array(id, nil), true))
    static let sale = object(
        "SaleReceipt", ("sale_id", id, true), ("receipt_number", .integer(nil), true),
        ("business_day", .string(format: "date", length: nil), true),
        ("revenue_minor", money, true), ("tax_minor", money, true), ("due_minor", money, true), ("change_minor", money, false),
        ("flags", .array(.string(format: nil, length: nil), nil), false))
}
