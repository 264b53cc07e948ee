import RetailCore
import Synchronization
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct CopyTests {
    @Test func rowsGoOutOneByOne() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let collected = Lines()
            let count = try await database.copyOut("COPY (SELECT generate_series(1, 5000)) TO STDOUT", in: scope) { collected.add($0) }
            #expect(count == 5000)
            #expect(collected.all == (1...5000).map { "\($0)\n" })
        }
    }

    @Test func aReaderThatHasEnoughStopsTheServer() async throws {
        try await TestDatabase.run({ $0.readers = 1 }) { (database, scope) async throws in
            let count = try await database.copyOut("COPY (SELECT generate_series(1, 1000000000)) TO STDOUT", in: scope) { $0.first != 0x37 }
            #expect(count == 7)
            #expect(await database.ping())
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func piecesGoIn() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int, s text)", in: scope)
            let pieces = Pieces(["1\ta\n2\t", "b\n", "", "3\t\\N\n"])
            #expect(try await database.copyIn("COPY @.t FROM STDIN", in: scope) { () throws(Fault) in pieces.next() } == 3)
            #expect(try await database.int("SELECT count(s) FROM @.t", in: scope) == 2)
        }
    }

    @Test(arguments: [true, false]) func aBadRowOrAFaultTakesNothingIn(bad: Bool) async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let pieces = Pieces(["1\n", bad ? "secret\n" : "2\n"] + Array(repeating: "3\n", count: 50_000))
            let wrong = try await #require(throws: Fault.self) {
                _ = try await database.copyIn("COPY @.t FROM STDIN", in: scope) { () throws(Fault) in
                    let piece = pieces.next()
                    if piece == nil, !bad { throw Fault(.malformed, "test.enough", "") }
                    return piece
                }
            }
            #expect(bad ? wrong.sqlState == "22P02" : wrong.code == "test.enough")
            #expect(wrong.diagnosis?.contains("secret") != true)
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func aWrongCopyLeavesTheSessionUsable() async throws {
        try await TestDatabase.run({ $0.readers = 1 }) { (database, scope) async throws in
            #expect(
                try await #require(throws: Fault.self) {
                    _ = try await database.copyOut("COPY @.nothing TO STDOUT", in: scope) { _ in true }
                }.sqlState == "42P01")
            #expect(
                try await #require(throws: Fault.self) { _ = try await database.copyOut("SELECT 1", in: scope) { _ in true } }.code
                    == "database.misuse")
            #expect(await database.ping())
        }
    }

    @Test func aScriptIsAllOrNothing() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let wrong = try await #require(throws: Fault.self) {
                try await database.script("CREATE TABLE @.a (n int); CREATE TABLE @.a (n int);", in: scope)
            }
            #expect(wrong.sqlState == "42P07")
            #expect(try await database.run("SELECT to_regclass('\(scope.schema).a') IS NULL", in: scope)[0].bool(0))
            #expect(
                try await #require(throws: Fault.self) { try await database.script("COPY pg_class TO STDOUT", in: scope) }.code
                    == "database.misuse")
            try await database.script("-- nothing", in: scope)
        }
    }
}

final class Pieces: Sendable {
    private let left: Mutex<ArraySlice<String>>
    init(_ pieces: [String]) { left = Mutex(pieces[...]) }
    func next() -> [UInt8]? { left.withLock { $0.popFirst().map { Array($0.utf8) } } }
}

final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let line = String(decoding: bytes, as: UTF8.self)
        lines.withLock { $0.append(line) }
        return true
    }
}
