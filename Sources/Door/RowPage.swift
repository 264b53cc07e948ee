package import JSON
package import Operations
package import Postgres
package import RetailCore

/// What narrows a list of rows.
package enum RowFilter: Sendable {
    case id(String, ID<Never>)
    case text(String, String)
    case int64(String, Int64)
    /// Rows of these stores.
    case stores(String, [ID<Store>])
    /// Whose list of stores (empty: every store) has one of these in it.
    case sharing(String, [ID<Store>])
    /// Whose list of stores has none beyond these.
    case within(String, [ID<Store>])
    case absent(String)
    /// A moment that has not come yet, by the database's clock.
    case ahead(String)
    /// Each word of it, in any order, whatever its case and accents: in a column `search` that the database folds.
    case search(String)
}

extension RowFilter {
    /// What is typed behind them is not looked at.
    static let mostWords = 8
}

/// A list's next page of a table's rows, by id.
package struct RowPage<T: ShownTable>: Sendable {
    package let json: [UInt8]
    package let rows: [T]

    /// `{"items": […], "next": "…"}`; each item is what tills get, with its row version.
    package static func read(
        _ database: Database, _ scope: Scope, after: ID<Never>?, limit: Int, filters: [RowFilter] = []
    ) async throws(Fault) -> RowPage {
        var parameters = Parameters()
        var conditions: [String] = []
        func next() -> String { "$\(parameters.count + 1)" }
        if let after {
            conditions.append("t.\(T.table.columns[0].name) > \(next())")
            parameters.id(after)
        }
        for filter in filters {
            switch filter {
            case .id(let column, let id):
                conditions.append("t.\(column) = \(next())")
                parameters.id(id)
            case .text(let column, let text):
                conditions.append("t.\(column) = \(next())")
                parameters.text(text)
            case .int64(let column, let number):
                conditions.append("t.\(column) = \(next())")
                parameters.int64(number)
            case .stores(let column, let stores):
                conditions.append("t.\(column) = ANY(\(next()))")
                parameters.ids(stores)
            case .sharing(let column, let stores):
                conditions.append("t.\(column) && \(next())")
                parameters.ids(stores)
            case .within(let column, let stores):
                conditions.append("t.\(column) <> '{}' AND t.\(column) <@ \(next())")
                parameters.ids(stores)
            case .absent(let column): conditions.append("t.\(column) IS NULL")
            case .ahead(let column): conditions.append("t.\(column) > now()")
            case .search(let text):
                for word in text.split(whereSeparator: \.isWhitespace).prefix(RowFilter.mostWords) {
                    conditions.append("t.search LIKE '%' || @.folded(\(next())) || '%'")
                    parameters.text(String(word).replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_"))
                }
            }
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let statement = T.select("\(condition) ORDER BY t.\(T.table.columns[0].name) LIMIT \(next())")
        // One more than asked for tells whether there is a next page.
        parameters.int64(Int64(limit) + 1)
        let result = try await database.read(statement, parameters, in: scope)
        var rows: [T] = []
        for row in 0..<min(result.count, limit) {
            rows.append(try T(result, row))
        }
        var writer = JSONWriter()
        let last = result.count > limit ? rows.last?.key as? any CustomStringConvertible : nil
        writer.object { writer in
            writer.memberArray("items") { list in for row in rows { list.element { $0.object { row.item(&$0) } } } }
            writer.member("next", last?.description)
        }
        return RowPage(json: writer.bytes, rows: rows)
    }

    /// For the document.
    package static var schema: Schema {
        .object(
            T.table.wireName + "List",
            [
                .init(name: "items", schema: .array(T.itemSchema, nil), isRequired: true, words: ""),
                .optional("next", String.self, "Ask with after=next for the page behind; left out on the last."),
            ])
    }
}
