import Foundation
import Node
import Postgres
import Reports
import RetailCore
import TestSupport
import Testing

/// A chain with data as the version before kept them, through the migrations since.
@Suite(.timeLimit(.minutes(5))) struct UpgradeTests {
    /// The last migration of a version that kept lists as text, change as a payment, and no values of stock.
    private static let last = "2026-11-28-0005"

    @Test func whatWasKeptIsKeptAndTheBooksAgree() async throws {
        let node = try await TestNode.start(TestServer.freshDatabase())
        let scope = try #require(Scope(schema: "t_before"))
        let folder = TestNode.sqlFolder + "/tenant"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
        let scripts = try files.map { (name: $0, text: try String(contentsOfFile: folder + "/" + $0, encoding: .utf8)) }
        let old = scripts.filter { $0.name.prefix(15) <= Self.last }.map(\.text)
        let new = scripts.filter { $0.name.prefix(15) > Self.last }.map(\.text)
        #expect(old.count == 5 && !new.isEmpty)
        try await node.database.transaction(.write, in: scope) { transaction throws(Fault) in
            try transaction.script("CREATE SCHEMA t_before")
            for text in old + [UpgradeTests.rows] + new { try transaction.script(text) }
            try transaction.commit()
        }
        for check in try await node.database.read(Proof(), in: scope) { #expect(check.mismatches == 0, "\(check.name)") }

        func texts(_ sql: String) async throws -> [String] {
            let result = try await node.database.read(.generated(sql), in: scope)
            return try (0..<result.count).map { try result[$0].text(0) }
        }
        #expect(
            try await texts(
                "SELECT concat_ws(' ', method, amount_minor, tendered_minor, change_minor, refunded_minor) FROM @.sale_payment ORDER BY sale_id, part"
            )
                == ["cash 150 200 50 0", "card 60 60 0 0", "cash 40 50 10 40", "cash -40 -40 0 0", "maker_coupon 40 100 60 0"])
        #expect(try await texts("SELECT array_to_string(flags, ' ') FROM @.sale ORDER BY id") == ["oversold price_differs", "", "", ""])
        #expect(try await texts("SELECT cardinality(store_ids)::text FROM @.staff ORDER BY username") == ["0", "2"])
        #expect(try await texts("SELECT array_to_string(permissions, ' ') FROM @.role") == ["sale.read stock.read"])
        // Bought for 99, sold for 49 and 17, of which 16 came back.
        #expect(try await texts("SELECT sum(value_minor)::text FROM @.stock_balance") == ["49"])
        #expect(
            try await texts("SELECT value_minor::text FROM @.stock_movement ORDER BY occurred_at, part") == [
                "99", "-33", "-16", "-17", "16",
            ])
        await node.stop(graceSeconds: 2)
    }

    private static func id(_ number: Int) -> String { "'00000000-0000-7000-8000-0000000000\(number < 10 ? "0" : "")\(number)'" }

    private static func line(_ sale: Int, _ kind: String, _ milli: Int, _ revenue: Int, _ coupon: Int, _ cost: Int, _ refunded: String)
        -> String
    {
        "(\(id(sale)), 1, '\(kind)', \(id(2)), '2026-03-01', \(id(3)), \(milli), 100, \(revenue), 0, 0, 0, 0, \(revenue), \(coupon), 0, 0, \(cost), '\(id(4).filter { $0 != "'" }):1000:inferred', \(refunded))"
    }

    private static func sale(_ sale: Int, _ kind: String, _ of: String, _ number: Int, _ revenue: Int, _ flags: String) -> String {
        "(\(id(sale)), '\(kind)', \(of), \(id(2)), \(id(5)), \(id(6)), NULL, NULL, \(id(6)), \(number), '2026-03-01', '2026-03-01 10:00Z', '2026-03-01 10:00Z', 'inclusive', \(revenue), 0, \(revenue), 0, \(revenue), 1, '\(flags)')"
    }

    private static func moved(_ operation: Int, _ part: Int, _ kind: String, _ milli: Int, _ minute: Int) -> String {
        "(\(id(2)), \(id(3)), \(id(4)), \(id(operation)), \(part), '\(kind)', \(milli), 33, '2026-03-01 10:0\(minute)Z', '2026-03-01 10:0\(minute)Z', NULL)"
    }

    /// Sales with change, with a coupon worth more than the goods, one brought back; costs that were rounded line by line.
    private static let rows = """
        INSERT INTO @.chain (id, name, currency, epoch) VALUES (\(id(1)), 'c', 'EUR', \(id(1)));
        INSERT INTO @.role (name, permissions) VALUES ('helper', 'sale.read stock.read');
        INSERT INTO @.staff (id, username, name, role, stores) VALUES (\(id(7)), 'a', 'a', 'owner', ''),
            (\(id(8)), 'b', 'b', 'helper', '00000000-0000-7000-8000-000000000002 00000000-0000-7000-8000-000000000009');
        INSERT INTO @.sale VALUES \(sale(11, "sale", "NULL", 1, 150, "oversold price_differs")), \(sale(12, "sale", "NULL", 2, 100, "")),
            \(sale(13, "refund", id(12), 3, -40, "")), \(sale(14, "sale", "NULL", 4, 40, ""));
        INSERT INTO @.sale_line VALUES \(line(11, "sale", 1500, 150, 0, 49, "0, 0")), \(line(12, "sale", 500, 100, 0, 17, "200, 40")),
            \(line(13, "refund", -500, -40, 0, -16, "0, 0")), \(line(14, "sale", 0, 40, 100, 0, "0, 0"));
        INSERT INTO @.sale_payment VALUES (\(id(11)), 1, 'cash', 200, NULL), (\(id(11)), 2, 'change', -50, NULL),
            (\(id(12)), 1, 'card', 60, 't'), (\(id(12)), 2, 'cash', 50, NULL), (\(id(12)), 3, 'change', -10, NULL), (\(id(13)), 1, 'cash', -40, NULL),
            (\(id(14)), 1, 'maker_coupon', 100, NULL), (\(id(14)), 2, 'change', -60, NULL);
        INSERT INTO @.stock_movement VALUES \(moved(10, 0, "receipt", 3000, 0)), \(moved(11, 0, "sale", -1000, 1)), \(moved(11, 1, "sale", -500, 1)),
            \(moved(12, 0, "sale", -500, 2)), \(moved(13, 0, "refund", 500, 3));
        INSERT INTO @.stock_balance VALUES (\(id(2)), \(id(3)), \(id(4)), 1500, 33, NULL, now(), 'active', \(id(13)), \(id(6)), now(), 5);
        INSERT INTO @.sync_operation SELECT o::uuid, \(id(6)), 1, '', json_build_object('id', o, 'status', 'applied', 'result', json_build_object('sale_id', o))::text
            FROM unnest(ARRAY[\(id(10)), \(id(11)), \(id(12)), \(id(13)), \(id(14))]) o;
        INSERT INTO @.sync_audit (chain, number, at, actor_id, action, op_id, outcome, attempts, request_id, hash)
            SELECT \(id(6)), n, now(), \(id(6)), 'x', o::uuid, 'applied', 1, '', ''
            FROM unnest(ARRAY[\(id(10)), \(id(11)), \(id(12)), \(id(13)), \(id(14))]) WITH ORDINALITY u(o, n);
        INSERT INTO @.audit_chain VALUES (\(id(6)), 5, '');
        """
}
