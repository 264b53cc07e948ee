import Foundation

/// What PostgreSQL can do at most with the same rows, in a chain of its own: pgbench, no server between.
struct Limits {
    static let stores = 32
    let server: Server
    /// As long as the server's own, of which they are copies.
    private let verdict: String
    private let payload: String

    init(_ server: Server, program: String) throws {
        self.server = server
        try run(
            program, ["tenant", "create", "limit", "--name", "Limit", "--database", server.database],
            environment: ["OWNER_PASSWORD": "correct-horse-battery"])
        verdict = try server.sql("SELECT verdict FROM sync_operation WHERE verdict LIKE '%receipt_number%' ORDER BY id DESC LIMIT 1")
            .replacingOccurrences(of: "'", with: "''")
        payload = try server.sql(
            "SELECT c.payload FROM sync_change c JOIN sync_operation o ON o.id = c.op_id WHERE o.verdict LIKE '%receipt_number%' ORDER BY c.op_id DESC LIMIT 1"
        ).replacingOccurrences(of: "'", with: "''")
        try server.sql(
            """
            INSERT INTO stock_balance (store_id, product_id, batch_id, on_hand_milli, value_minor, unit_cost_minor, expiry, received_at, status, last_op_id, last_actor_id, last_at, row_version)
            SELECT lpad(to_hex(s), 32, '0')::uuid, lpad(to_hex(p), 32, '0')::uuid, lpad(to_hex(p), 32, '1')::uuid, 1000000000000, 100000000000, 100, '2030-12-31', now(), 'active',
                gen_random_uuid(), gen_random_uuid(), now(), 1
            FROM generate_series(0, \(Limits.stores - 1)) s, generate_series(0, \(Shop.goods - 1)) p;
            INSERT INTO sync_stream (name) SELECT 'store:' || s FROM generate_series(0, \(Limits.stores - 1)) s ORDER BY s;
            INSERT INTO receipt_series SELECT lpad(to_hex(s), 32, '0')::uuid, lpad(to_hex(s), 32, '0')::uuid, 0 FROM generate_series(0, \(Limits.stores - 1)) s;
            INSERT INTO audit_chain SELECT lpad(to_hex(s), 32, '0')::uuid, 0, decode(repeat('ab', 32), 'hex') FROM generate_series(0, \(Limits.stores - 1)) s;
            CREATE TABLE limit_text (verdict text, payload text);
            INSERT INTO limit_text VALUES ('\(verdict)', '\(payload)');
            """, schema: "t_limit")
        // Streams are numbered in the order of the stores, and the first is the catalogue's.
        guard try server.sql("SELECT min(id) FROM sync_stream WHERE name LIKE 'store:%'", schema: "t_limit") == "2" else {
            throw Trouble("unexpected stream numbers")
        }
    }

    private static let hash = "'\\x0102030405060708091011121314151617181920212223242526272829303132'::bytea"
    private static let store = "lpad(to_hex(:client_id::int), 32, '0')::uuid"

    /// A sale a transaction. The two long texts come from a table of one row: a script can't hold JSON's colons.
    var sale: String {
        let (store, hash) = (Limits.store, Limits.hash)
        let op = "lpad(to_hex(:n::bigint), 32, '0')::uuid"
        func product(_ line: Int) -> String { "lpad(to_hex(:p\(line)::int), 32, '0')::uuid" }
        func batch(_ line: Int) -> String { "lpad(to_hex(:p\(line)::int), 32, '1')::uuid" }
        let updates = (1...3).map {
            """
            UPDATE stock_balance SET on_hand_milli = on_hand_milli - 1000, last_op_id = \(op), last_actor_id = \(store), last_at = now(), row_version = row_version + 1
              WHERE store_id = \(store) AND product_id = \(product($0)) AND batch_id = \(batch($0));
            """
        }
        let lines = (1...3).map {
            "(\(op), \($0), 'sale', \(store), current_date, \(product($0)), 1000, 199, 199, 0, 0, 0, 0, 199, 0, 0, 0, 100, '0193a6a4-7b1e-7c3e-8f1a-000000000001 1000 inferred')"
        }
        let movements = (1...3).map {
            "(\(store), \(product($0)), \(batch($0)), \(op), \($0), 'sale', -1000, 100, now(), now(), NULL, -100)"
        }
        return """
            \\set i :i + 1
            \\set n :base + :client_id * 1000000000 + :i
            \\set p1 random(0, 66)
            \\set p2 random(67, 132)
            \\set p3 random(133, 199)
            \\set s :client_id + 2
            BEGIN;
            INSERT INTO sync_operation VALUES (\(op), \(store), :i, \(hash), (SELECT verdict FROM limit_text));
            \(updates.joined(separator: "\n"))
            WITH r AS (UPDATE receipt_series SET last_number = last_number + 1 WHERE register_id = \(store) AND series = \(store) RETURNING last_number)
              INSERT INTO sale SELECT \(op), 'sale', NULL, \(store), \(store), \(store), NULL, NULL, \(store), r.last_number, current_date, now(), now(), 'inclusive', 597, 0, 597, 0, 597, 3, '{}' FROM r;
            INSERT INTO sale_line VALUES \(lines.joined(separator: ", "));
            INSERT INTO sale_payment VALUES (\(op), 0, 'card', 597, NULL, 597);
            INSERT INTO stock_movement VALUES \(movements.joined(separator: ", "));
            WITH c AS (UPDATE audit_chain SET number = number + 1, hash = \(hash) WHERE id = \(store) RETURNING number)
              INSERT INTO sync_audit SELECT \(store), c.number, now(), \(store), 'sale.complete/1', \(op), 'applied', NULL, 1, 'qjmak79-wsa98xb', \(hash) FROM c;
            WITH h AS (UPDATE sync_stream SET head = head + 1 WHERE id = :s RETURNING id, head)
              INSERT INTO sync_change SELECT h.id, h.head, \(op), false, now(), (SELECT payload FROM limit_text) FROM h;
            COMMIT;

            """
    }

    /// 50 sales in one transaction, set-based.
    var fiftySales: String {
        let (store, hash) = (Limits.store, Limits.hash)
        let op = "lpad(to_hex(:n::bigint + g), 32, '0')::uuid"
        let product = "((g * 7 + l * 67 + :r::int) % 200)"
        return """
            \\set i :i + 50
            \\set n :base + :client_id * 1000000000 + :i
            \\set r random(0, 199)
            \\set s :client_id + 2
            BEGIN;
            INSERT INTO sync_operation SELECT \(op), \(store), :i::bigint + g, \(hash), t.verdict FROM generate_series(1, 50) g, limit_text t;
            UPDATE stock_balance b SET on_hand_milli = on_hand_milli - 1000 * m.n, value_minor = value_minor - 100 * m.n, last_op_id = \(store), last_actor_id = \(store), last_at = now(), row_version = row_version + m.n
              FROM (SELECT \(product) AS p, count(*) AS n FROM generate_series(1, 50) g, generate_series(1, 3) l GROUP BY 1) m
              WHERE b.store_id = \(store) AND b.product_id = lpad(to_hex(m.p), 32, '0')::uuid AND b.batch_id = lpad(to_hex(m.p), 32, '1')::uuid;
            WITH r AS (UPDATE receipt_series SET last_number = last_number + 50 WHERE register_id = \(store) AND series = \(store) RETURNING last_number)
              INSERT INTO sale SELECT \(op), 'sale', NULL, \(store), \(store), \(store), NULL, NULL, \(store), r.last_number - 50 + g, current_date, now(), now(), 'inclusive', 597, 0, 597, 0, 597, 3, '{}' FROM r, generate_series(1, 50) g;
            INSERT INTO sale_line SELECT \(op), l, 'sale', \(store), current_date, lpad(to_hex(\(product)), 32, '0')::uuid, 1000, 199, 199, 0, 0, 0, 0, 199, 0, 0, 0, 100, '0193a6a4-7b1e-7c3e-8f1a-000000000001 1000 inferred'
              FROM generate_series(1, 50) g, generate_series(1, 3) l;
            INSERT INTO sale_payment SELECT \(op), 0, 'card', 597, NULL, 597 FROM generate_series(1, 50) g;
            INSERT INTO stock_movement SELECT \(store), lpad(to_hex(\(product)), 32, '0')::uuid, lpad(to_hex(\(product)), 32, '1')::uuid, \(op), l, 'sale', -1000, 100, now(), now(), NULL, -100
              FROM generate_series(1, 50) g, generate_series(1, 3) l;
            WITH c AS (UPDATE audit_chain SET number = number + 50, hash = \(hash) WHERE id = \(store) RETURNING number)
              INSERT INTO sync_audit SELECT \(store), c.number - 50 + g, now(), \(store), 'sale.complete/1', \(op), 'applied', NULL, 1, 'qjmak79-wsa98xb', \(hash) FROM c, generate_series(1, 50) g;
            WITH h AS (UPDATE sync_stream SET head = head + 50 WHERE id = :s RETURNING id, head)
              INSERT INTO sync_change SELECT h.id, h.head - 50 + g, \(op), false, now(), t.payload FROM h, generate_series(1, 50) g, limit_text t;
            COMMIT;

            """
    }
}
