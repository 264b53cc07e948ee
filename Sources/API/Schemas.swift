import JSON

/// Answers that endpoints write themselves, described.
enum AnswerSchema {
    static func object(_ name: String, _ properties: (String, Schema, Bool)...) -> Schema {
        .object(name, properties.map { .init(name: $0.0, schema: $0.1, isRequired: $0.2, words: "") })
    }
}
