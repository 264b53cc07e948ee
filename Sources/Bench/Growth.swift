import Foundation

extension Stage {
    /// P9: P1 again under three kinds of growth, each compared with P1 just before it.
    func measureGrowth() throws {
        say("P9: growth")
        func compare(_ name: String, _ what: String, _ grow: () throws -> Void) throws {
            let before = try alternate([{ [self] in try sales(stores: 1) }])[0].middle
            try grow()
            let after = try alternate([{ [self] in try sales(stores: 1) }])[0].middle
            add(
                Figure(
                    name: name, what: what, unit: "sales/s", value: after.rate, limit: before.rate, target: .atLeast(0.9),
                    serverMicroseconds: after.serverMicroseconds,
                    postgresMicroseconds: after.postgresMicroseconds,
                    note: "before: \(Int(before.serverMicroseconds)) and \(Int(before.postgresMicroseconds)) µs"))
        }
        var devices: Helper?
        defer { devices?.stop() }
        try compare("P9c", "P1 with \(options.sockets) sockets connected") { devices = try connectDevices() }
        devices?.stop()
        devices = nil
        try compare("P9a", "P1 after \(options.rows) more sales of 3 lines, by SQL") { try addSales() }
        try compare("P9b", "P1 with \(options.tenants) more chains, by SQL") { try addTenants() }
    }

    /// Copies of the sales that are there: the same shape in every table that grows with sales.
    private func addSales() throws {
        say("    adding \(options.rows) sales")
        func columns(_ table: String) throws -> [String] {
            try server.sql(
                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '\(table)'::regclass AND attnum > 0 AND NOT attisdropped"
            )
            .split(separator: ",").map(String.init)
        }
        func copy(_ table: String, _ key: String) throws -> String {
            let columns = try columns(table)
            let values = columns.map { $0 == key ? "m.made" : "t.\($0)" }.joined(separator: ", ")
            return
                "INSERT INTO \(table) (\(columns.joined(separator: ", "))) SELECT \(values) FROM \(table) t JOIN made m ON m.id = t.\(key);"
        }
        let chain = try columns("sync_audit").map { $0 == "op_id" ? "m.made" : $0 == "number" ? "-1 - m.n" : "t.\($0)" }
            .joined(separator: ", ")
        let tables = try [
            ("sale", "id"), ("sale_line", "sale_id"), ("sale_payment", "sale_id"), ("stock_movement", "op_id"), ("sync_operation", "id"),
        ].map { try copy($0, $1) }
        try server.sql(
            """
            CREATE TEMP TABLE picked AS SELECT id, row_number() OVER () - 1 AS r FROM (SELECT id FROM sale LIMIT 10000) s;
            CREATE TEMP TABLE made AS SELECT p.id, gen_random_uuid() AS made, n
              FROM generate_series(0, \(options.rows - 1)) n JOIN picked p ON p.r = n % (SELECT count(*) FROM picked);
            ANALYZE made;
            \(tables.joined(separator: "\n"))
            INSERT INTO sync_audit SELECT \(chain) FROM sync_audit t JOIN made m ON m.id = t.op_id;
            ANALYZE;
            """)
    }

    /// The tables, the registry's row and the chain's settings, as `retail tenant create` leaves them but for the log-in.
    private func addTenants() throws {
        say("    adding \(options.tenants) chains")
        let files = try FileManager.default.contentsOfDirectory(atPath: "sql/tenant").sorted()
        let tables = try files.map { try String(contentsOfFile: "sql/tenant/\($0)", encoding: .utf8) }.joined(separator: "\n")
        for first in stride(from: 0, to: options.tenants, by: 50) {
            let script = (first..<min(first + 50, options.tenants)).map { number in
                let schema = "t_many_\(number)"
                return """
                    BEGIN; CREATE ROLE \(schema) NOLOGIN NOINHERIT; GRANT \(schema) TO CURRENT_USER; CREATE SCHEMA \(schema); GRANT USAGE ON SCHEMA \(schema) TO \(schema);
                    \(tables.replacingOccurrences(of: "@.", with: schema + "."))
                    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(schema);
                    INSERT INTO \(schema).chain (id, name, currency, epoch) VALUES (gen_random_uuid(), 'Many', 'EUR', gen_random_uuid());
                    INSERT INTO retail.tenant (id, slug, name, schema_name, role_name) SELECT id, 'many-\(number)', 'Many', '\(schema)', '\(schema)' FROM \(schema).chain;
                    COMMIT;
                    """
            }
            try server.sql(script.joined(separator: "\n"), schema: "public")
        }
    }
}
