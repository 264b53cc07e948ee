import API
import Access
import Node
import Operations
import Postgres
import RetailCore
import Testing

/// What the rows say of their columns is what the database says.
@Suite struct TablesTests {
    /// Columns that no row has: kept by statements of their own.
    private static let besides = ["chain.history", "product.search", "customer.search"]

    private struct Stored {
        var name: String
        var type: String
        var isNullable: Bool
        var hasDefault: Bool
    }

    @Test func everyRowHasTheColumnsOfItsTable() async throws {
        let shop = try await Shop.open(products: 0)
        let schema = shop.tenant.scope.schema
        let columns = try await shop.node.database.read(
            .generated(
                """
                SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.atthasdef
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = '\(schema)'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum
                """), in: shop.tenant.scope)
        var tables: [String: [Stored]] = [:]
        for row in 0..<columns.count {
            let row = columns[row]
            tables[try row.text(0), default: []].append(
                Stored(name: try row.text(1), type: try row.text(2), isNullable: try row.bool(3), hasDefault: try row.bool(4)))
        }
        for row in Features.rows {
            let table = row.table.name
            let stored = try #require(tables[table], "\(table)")
            for column in row.table.columns {
                let found = stored.first { $0.name == column.name }
                #expect(found?.type == Self.type(column.kind), "\(table).\(column.name)")
                #expect(found?.isNullable == column.isNullable, "\(table).\(column.name)")
            }
            let known = Set(row.table.columns.map(\.name))
            for column in stored where !known.contains(column.name) {
                #expect(Self.besides.contains("\(table).\(column.name)"), "\(table).\(column.name) is no column of \(row)")
                #expect(column.hasDefault || column.isNullable, "\(table).\(column.name): rows could not be added")
            }
        }
    }

    /// Or a row would be found twice, and two nodes could add it.
    @Test func everyKeyIsUnique() async throws {
        let shop = try await Shop.open(products: 0)
        let found = try await shop.node.database.read(
            .generated(
                """
                SELECT c.relname::text, string_agg(a.attname::text, ' ' ORDER BY k.place)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid, unnest(i.indkey) WITH ORDINALITY k(number, place)
                JOIN pg_attribute a ON a.attnum = k.number
                WHERE c.relnamespace = '\(shop.tenant.scope.schema)'::regnamespace AND a.attrelid = c.oid AND i.indisunique AND i.indpred IS NULL
                GROUP BY c.relname, i.indexrelid
                """), in: shop.tenant.scope)
        var keys: [String: Set<String>] = [:]
        for row in 0..<found.count { keys[try found[row].text(0), default: []].insert(try found[row].text(1)) }
        for row in Features.rows {
            guard let table = row as? any Table.Type else { continue }
            let key = table.table.columns.prefix(Self.keyWidth(table)).map(\.name).joined(separator: " ")
            #expect(keys[table.table.name]?.contains(key) == true, "\(table.table.name): \(key)")
        }
    }

    /// Or a till's snapshot, and a list of one's own stores, would read every store's rows.
    @Test func everyOwnerIsIndexed() async throws {
        let shop = try await Shop.open(products: 0)
        let found = try await shop.node.database.read(
            .generated(
                """
                SELECT c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                WHERE c.relnamespace = '\(shop.tenant.scope.schema)'::regnamespace AND i.indpred IS NULL
                """), in: shop.tenant.scope)
        var leading: Set<String> = []
        for row in 0..<found.count { leading.insert("\(try found[row].text(0)).\(try found[row].text(1))") }
        for row in Features.rows where row is any StreamedTable.Type {
            for owner in row.table.columns where owner.traits.contains(.owner) {
                #expect(leading.contains("\(row.table.name).\(owner.name)"), "\(row.table.name).\(owner.name)")
            }
        }
    }

    private static func keyWidth<Row: Table>(_ row: Row.Type) -> Int { Row.Key.width }

    private static func type(_ kind: ColumnKind) -> String {
        switch kind {
        case .id: "uuid"
        case .int64: "bigint"
        case .int32: "integer"
        case .text: "text"
        case .bool: "boolean"
        case .instant: "timestamp with time zone"
        case .day: "date"
        case .bytes: "bytea"
        case .ids: "uuid[]"
        case .words: "text[]"
        }
    }
}
