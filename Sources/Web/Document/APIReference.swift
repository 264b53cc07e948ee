package import JSON

/// The routes as Markdown, generated and compared in a test, never edited.
package enum APIReference {
    package static func markdown(
        title: String, intro: String, endpoints: [Endpoint], live: LiveReference? = nil, problems: [ProblemCode] = []
    ) -> String {
        let tags = OpenAPI.tags(endpoints)
        var shapes = SchemaShapes()
        var sections = ""
        for tag in tags {
            sections += "## \(tag)\n\n"
            for endpoint in endpoints where endpoint.tag == tag { sections += section(endpoint, &shapes) }
        }
        if let live { sections += live.section(&shapes) }
        let socket = live == nil ? "" : "- [\(LiveReference.heading)](#\(SchemaWords.anchor(LiveReference.heading)))\n"
        let list =
            tags.map { contents($0, endpoints) }.joined() + socket + (problems.isEmpty ? "" : "- [Errors](#errors)\n")
            + (shapes.objects.isEmpty ? "" : "- [Types](#types)\n")
        let text = "# \(title)\n\n\(intro)\n\n\(list)\n\(sections)\(ProblemTable.markdown(problems))\(types(shapes))"
        // One newline at the end, as files have it.
        return text.hasSuffix("\n\n") ? String(text.dropLast()) : text
    }

    private static func contents(_ tag: String, _ endpoints: [Endpoint]) -> String {
        var text = "- [\(tag)](#\(SchemaWords.anchor(tag)))\n"
        for endpoint in endpoints where endpoint.tag == tag {
            text += "  - [`\(heading(endpoint))`](#\(SchemaWords.anchor(heading(endpoint)))): \(endpoint.summary)\n"
        }
        return text
    }

    private static func heading(_ endpoint: Endpoint) -> String { "\(endpoint.method.rawValue) \(endpoint.path)" }

    private static func section(_ endpoint: Endpoint, _ shapes: inout SchemaShapes) -> String {
        var text = "### `\(heading(endpoint))`\n\n\(endpoint.summary)\(endpoint.summary.hasSuffix(".") ? "" : ".")\n\n"
        text += endpoint.access == "public" ? "Access: public.\n\n" : "Access: `\(endpoint.access)`.\n\n"
        if !endpoint.query.isEmpty {
            let rows = endpoint.query.map { Schema.Property(name: $0.name, schema: $0.schema, isRequired: $0.isRequired, words: $0.words) }
            text += "Query:\n\n" + table(rows) + "\n"
        }
        if !endpoint.headers.isEmpty {
            let rows = endpoint.headers.map {
                Schema.Property(name: $0.rawValue, schema: $0.schema, isRequired: $0.isRequired, words: $0.words)
            }
            text += "Headers:\n\n" + table(rows) + "\n"
        }
        switch endpoint.body {
        case .none: break
        case .json(let schema): text += "Body: " + described(schema, &shapes)
        case .raw(let types): text += "Body: \(types.map { "`\($0)`" }.joined(separator: ", ")).\n\n"
        }
        text += answer(endpoint, &shapes)
        if !endpoint.faults.isEmpty { text += "Faults: \(endpoint.faults.map { "`\($0)`" }.joined(separator: ", ")).\n\n" }
        return text
    }

    private static func answer(_ endpoint: Endpoint, _ shapes: inout SchemaShapes) -> String {
        guard !endpoint.answers.isEmpty else { return "Answer \(endpoint.status): no content.\n\n" }
        var text = ""
        for answer in endpoint.answers {
            let type = answer.contentType == "application/json" ? "" : " `\(answer.contentType)`"
            text += "Answer \(endpoint.status)\(type)"
            if !answer.columns.isEmpty {
                text +=
                    ", its columns: "
                    + answer.columns.map { column in
                        "`\(column.name)`" + (column.words.isEmpty ? "" : " (\(column.words))")
                    }.joined(separator: ", ") + ".\n\n"
            } else if let line = answer.line {
                text += ", a line each: " + described(line, &shapes)
            } else if answer.contentType == "application/json", let schema = answer.schema {
                text += ": " + described(schema, &shapes)
            } else {
                text += ".\n\n"
            }
        }
        return text
    }

    /// An object's fields in full; what it holds in turn by name, described once at the end.
    static func described(_ schema: Schema, _ shapes: inout SchemaShapes) -> String {
        guard case .object(let name, let properties) = schema else {
            shapes.walk(schema)
            return SchemaWords.type(schema) + ".\n\n"
        }
        for property in properties { shapes.walk(property.schema) }
        guard !properties.isEmpty else { return "\(name), an empty object.\n\n" }
        return name + "\n\n" + table(properties) + "\n"
    }

    private static func types(_ shapes: SchemaShapes) -> String {
        guard !shapes.objects.isEmpty else { return "" }
        var text = "## Types\n\n"
        for name in shapes.objects.keys.sorted() {
            text += "### \(name)\n\n"
            let properties = shapes.objects[name] ?? []
            text += properties.isEmpty ? "An empty object.\n\n" : table(properties) + "\n"
        }
        return text
    }

    package static func table(_ rows: [Schema.Property]) -> String {
        var text = "| name | type | required | |\n|---|---|---|---|\n"
        for row in rows {
            let words = row.words.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            let standard = row.plainStandard.map { ", else \($0)" } ?? ""
            text += "| `\(row.name)` | \(SchemaWords.type(row.schema))\(standard) | \(row.isRequired ? "yes" : "") | \(words) |\n"
        }
        return text
    }
}
