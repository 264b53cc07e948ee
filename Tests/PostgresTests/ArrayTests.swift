import RetailCore
import Testing

@testable import Postgres

@Suite struct ArrayTests {
    @Test func arraysComeBackInOrder() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let ids = [ID<Product>(high: 3, low: 1), ID(high: 0, low: 0), ID(high: .max, low: .max)]
            let row = try await database.run(
                "SELECT $1, $2, $3, $4, $5, ($6)::text, ($7)::text, ($8)::text, ($9)::text, ($10)::text", in: scope
            ) { p in
                p.ids(ids)
                p.int64s([.min, 0, .max])
                p.int32s([.min, .max])
                p.texts(["", "a,b", "{\"}", "ž"])
                p.int64s([])
                p.bools([true, false])
                p.instants([Instant(microseconds: 0)])
                p.days([Day(number: 0)])
                p.byteStrings([[1], []])
                p.jsons([Array("[1]".utf8)])
            }[0]
            #expect(try row.ids(0) == ids)
            #expect(try row.int64s(1) == [.min, 0, .max])
            #expect(try row.int32s(2) == [.min, .max])
            #expect(try row.texts(3) == ["", "a,b", "{\"}", "ž"])
            #expect(try row.int64s(4) == [])
            #expect(try row.text(5) == "{t,f}")
            #expect(try row.text(6) == "{\"1970-01-01 00:00:00+00\"}")
            #expect(try row.text(7) == "{1970-01-01}")
            #expect(try row.text(8) == "{\"\\\\x01\",\"\\\\x\"}")
            #expect(try row.text(9) == "{[1]}")
        }
    }

    /// Random arrays with NULLs, taken apart by the server; the seed is printed with a failure.
    @Test(arguments: [UInt64.random(in: 0 ... .max), 1, 2])
    func theServerTakesArraysApartAsTheyWerePutTogether(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        var cases: [[Int64?]] = []
        for _ in 0..<40 {
            cases.append(
                (0..<Int.random(in: 0...50, using: &random)).map { _ in
                    Int.random(in: 0..<4, using: &random) == 0 ? nil : Int64.random(in: .min ... .max, using: &random)
                })
        }
        try await TestDatabase.run { [cases] (database, scope) async throws in
            for values in cases {
                let rows = try await database.run(
                    "SELECT value FROM unnest($1) WITH ORDINALITY AS u (value, place) ORDER BY place", in: scope
                ) { p in
                    var elements: [UInt8] = []
                    for value in values {
                        elements.appendBigEndian(value == nil ? -1 as Int32 : 8)
                        if let value { elements.appendBigEndian(value) }
                    }
                    p.array(elementOID: PostgresType.int8, count: values.count, hasNulls: values.contains(nil), elements: elements)
                }
                let back = try rows.rows.map { try $0.int64IfAny(0) }
                #expect(back == values, "seed \(seed)")
            }
        }
    }

    @Test func aMalformedArrayIsOurMistakeAndNobodyElses() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let wrong = try await #require(throws: Fault.self) {
                try await database.run("SELECT $1", in: scope) {
                    $0.array(elementOID: PostgresType.int8, count: 9, hasNulls: false, elements: [1])
                }
            }
            #expect(wrong.code == "database.error" && wrong.kind == .broken)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func aNullElementIsAFault() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let row = try await database.run("SELECT ARRAY[1, NULL]::int8[], '{{1,2}}'::int8[]", in: scope)[0]
            #expect(throws: Fault.self) { try row.int64s(0) }
            #expect(throws: Fault.self) { try row.int64s(1) }
        }
    }
}
