import JSON
import RetailCore

/// Answers that operations write themselves, described.
enum AnswerSchema {
    static let id = ID<Never>.schema
    static let money = Int64.schema

    static func object(_ name: String, _ properties: (String, Schema, Bool)...) -> Schema {
        .object(name, properties.map { .init(name: $0.0, schema: $0.1, isRequired: $0.2, words: "") })
    }

    static let ids = object("CreatedIDs", ("ids", .array(id, nil), true))
    static let sale = object(
        "SaleReceipt", ("sale_id", id, true), ("receipt_number", Int64.schema, true),
        ("business_day", Day.schema, true),
        ("revenue_minor", money, true), ("tax_minor", money, true), ("due_minor", money, true), ("change_minor", money, false),
        ("rounding_minor", money, false),
        ("flags", [String].schema, false))
}
