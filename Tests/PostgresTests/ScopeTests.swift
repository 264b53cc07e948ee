import RetailCore
import TestSupport
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct ScopeTests {
    struct Numbers: Query {
        typealias Output = Int
        static let statement = Statement("SELECT n FROM @.t WHERE n > $1 ORDER BY n")
        var above: Int32 = 0
        func bind(_ parameters: inout Parameters) { parameters.int32(above) }
        static func decode(_ row: borrowing Row) throws(Fault) -> Int { try row.int(0) }
    }

    @Test func aRoleSeesItsOwnSchemaOnly() async throws {
        try await TestDatabase.run { (database, _) async throws in
            let mine = try await TestDatabase.newSchema(database, role: true)
            let theirs = try await TestDatabase.newSchema(database, role: true)
            for scope in [mine, theirs] {
                let owner = try #require(Scope(schema: scope.schema))
                try await database.script(
                    "CREATE TABLE @.t (n int); INSERT INTO @.t VALUES (1), (2); GRANT SELECT, INSERT ON @.t TO \(scope.role ?? "")",
                    in: owner)
            }
            #expect(try await database.read(Numbers(above: 1), in: mine) == [2])
            let crossed = try #require(Scope(schema: theirs.schema, role: mine.role))
            let read = try await #require(throws: Fault.self) { _ = try await database.read(Numbers(), in: crossed) }
            #expect(read.code == "database.permission" && read.kind == .unavailable)
            let write = try await #require(throws: Fault.self) { try await database.run("INSERT INTO @.t VALUES (3)", in: crossed) }
            #expect(write.code == "database.permission")
            // The role ends with the transaction and with the read.
            for lane in Lane.allCases {
                let user = try await database.transaction(lane, in: .registry) { (tx) throws(Fault) in
                    try tx.run(Statement.generated("SELECT current_user = session_user"))[0].bool(0)
                }
                #expect(user)
            }
        }
    }

    /// A plan made in the name of one role must not let another in.
    @Test func aPreparedPlanIsNoWayAround() async throws {
        try await TestDatabase.run({ $0.readers = 1 }) { (database, _) async throws in
            let mine = try await TestDatabase.newSchema(database, role: true)
            let owner = try #require(Scope(schema: mine.schema))
            try await database.script("CREATE TABLE @.t (n int); GRANT SELECT ON @.t TO \(mine.role ?? "")", in: owner)
            #expect(try await database.read(Numbers(), in: mine) == [])
            let other = try await TestDatabase.newSchema(database, role: true)
            let crossed = try #require(Scope(schema: mine.schema, role: other.role))
            #expect(
                try await #require(throws: Fault.self) { _ = try await database.read(Numbers(), in: crossed) }.code == "database.permission"
            )
            #expect(try await database.read(Numbers(), in: mine) == [])
        }
    }

    @Test func readersCannotWrite() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let write = Statement("INSERT INTO @.t VALUES (1)")
            let inTransaction = try await #require(throws: Fault.self) {
                try await database.transaction(.read, in: scope) { (tx) throws(Fault) in _ = try tx.run(write) }
            }
            #expect(inTransaction.sqlState == "25006")
            #expect(try await #require(throws: Fault.self) { _ = try await database.read(write, in: scope) }.sqlState == "25006")
        }
    }

    @Test func readersSeeOneMoment() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let gate = Gate()
            async let counts = database.transaction(.read, in: scope) { (tx) throws(Fault) in
                let before = try tx.run(Numbers()).count
                gate.pass()
                return [before, try tx.run(Numbers()).count]
            }
            try await until { gate.isReached }
            try await database.run("INSERT INTO @.t VALUES (1)", in: scope)
            gate.open()
            #expect(try await counts == [0, 0])
        }
    }
}
