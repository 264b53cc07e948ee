import RetailCore
import Testing

@testable import Postgres

@Suite struct TypesTests {
    @Test func everyTypeComesBackAsItWas() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let id = ID<Product>(high: 0x0123_4567_89AB_CDEF, low: .max)
            let moment = Instant(microseconds: 1_483_271_606_000_001)
            let day = Day(number: 19_000)
            let row = try await database.run("SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11", in: scope) { p in
                p.int64(.min)
                p.int32(.min)
                p.int16(.max)
                p.bool(true)
                p.text("žluť \u{1F34E}")
                p.bytes([0, 255, 7])
                p.json(Array(#"{"a": [1]}"#.utf8))
                p.id(id)
                p.instant(moment)
                p.day(day)
                p.float64(-0.1)
            }[0]
            #expect(try row.int64(0) == .min)
            #expect(try row.int32(1) == .min)
            #expect(try row.int16(2) == .max)
            #expect(try row.int(2) == Int(Int16.max))
            #expect(try row.int64(1) == Int64(Int32.min))
            #expect(try row.bool(3))
            #expect(try row.text(4) == "žluť \u{1F34E}")
            #expect(try row.bytes(5) == [0, 255, 7])
            #expect(try row.json(6) == Array(#"{"a": [1]}"#.utf8))
            #expect(try row.id(7) == id)
            #expect(try row.instant(8) == moment)
            #expect(try row.day(9) == day)
            #expect(try row.float64(10) == -0.1)
        }
    }

    /// The server's text is the judge: a mistake made both ways would cancel out in a round trip.
    @Test func theServerReadsWhatWasMeant() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let instant = try #require(Instant("1969-12-31T23:59:59.999999Z"))
            let row = try await database.run("SELECT ($1)::text, ($2)::text, ($3)::text, ($4)::text, ($5)::text", in: scope) { p in
                p.instant(instant)
                p.day(Day(number: -1))
                p.id(ID<Product>(high: 1, low: 2))
                p.float64(1.5)
                p.int64(.max)
            }[0]
            #expect(try row.text(0) == "1969-12-31 23:59:59.999999+00")
            #expect(try row.text(1) == "1969-12-31")
            #expect(try row.text(2) == "00000000-0000-0001-0000-000000000002")
            #expect(try row.text(3) == "1.5")
            #expect(try row.text(4) == "9223372036854775807")
        }
    }

    @Test func extremesOfTimeAreKeptOrRefused() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let late = Instant(microseconds: .max)
            #expect(try await database.run("SELECT $1", in: scope) { $0.instant(late) }[0].instant(0) == late)
            let early = try await #require(throws: Fault.self) {
                try await database.run("SELECT ($1)::text", in: scope) { $0.instant(Instant(microseconds: .min)) }
            }
            #expect(early.sqlState == "22008")
            for sql in ["SELECT 'infinity'::timestamptz", "SELECT '-infinity'::timestamptz"] {
                let row = try await database.run(sql, in: scope)[0]
                #expect(throws: Fault.self) { try row.instant(0) }
            }
            let never = try await database.run("SELECT '-infinity'::date, 'infinity'::date", in: scope)[0]
            #expect(throws: Fault.self) { try never.day(0) }
            #expect(throws: Fault.self) { try never.day(1) }
        }
    }

    @Test func nullsAreNilOrAFault() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let row = try await database.run("SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, ($10)::int", in: scope) { p in
                p.int64(nil)
                p.bool(nil)
                p.text(nil)
                p.bytes(nil)
                p.json(nil)
                p.id(nil as ID<Product>?)
                p.instant(nil)
                p.day(nil)
                p.float64(nil)
                p.null(0)
            }[0]
            #expect(try row.int64IfAny(0) == nil && row.boolIfAny(1) == nil && row.textIfAny(2) == nil && row.bytesIfAny(3) == nil)
            #expect(
                try row.jsonIfAny(4) == nil && row.idIfAny(5) as ID<Product>? == nil && row.instantIfAny(6) == nil && row.dayIfAny(7) == nil
            )
            #expect(try row.float64IfAny(8) == nil && row.intIfAny(9) == nil && row.isNull(9))
            #expect(throws: Fault.self) { try row.text(2) }
        }
    }

    @Test func emptyValuesAreNotNull() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let row = try await database.run("SELECT $1, $2", in: scope) { p in
                p.text("")
                p.bytes([])
            }[0]
            #expect(try row.textIfAny(0) == "" && row.bytesIfAny(1) == [])
        }
    }

    @Test func aMismatchNamesColumnAndType() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let row = try await database.run("SELECT 1.5::numeric AS price, 7::int8 AS big", in: scope)[0]
            let wrong = try #require(throws: Fault.self) { _ = try row.int64(0) }
            #expect(wrong.code == "database.decode")
            #expect(wrong.diagnosis?.contains("price") == true && wrong.diagnosis?.contains("1700") == true)
            #expect(throws: Fault.self) { try row.int32(1) }
            #expect(throws: Fault.self) { try row.int64(2) }
        }
    }

    @Test func affectedCountsRowsWritten() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            #expect(try await database.run("INSERT INTO @.t SELECT generate_series(1, 7)", in: scope).affected == 7)
            #expect(try await database.run("DELETE FROM @.t WHERE n > 2", in: scope).affected == 5)
        }
    }
}
