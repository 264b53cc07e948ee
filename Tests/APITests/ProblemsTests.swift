import API
import Foundation
import JSON
import Operations
import RetailCore
import TestSupport
import Testing
import Web

/// The table of codes is held against the code that throws them.
@Suite struct ProblemsTests {
    struct Thrown: Hashable {
        var code: String
        var status: Int
    }

    /// What runs in a node. What the core throws besides is in the table where a reply can carry it: the tests that send requests see to that.
    private static let rooms = [
        "API", "Access", "Catalog", "Chain", "Customers", "Door", "JSON", "Operations", "Postgres", "Reports", "Sales", "Secrets", "Stock",
        "Sync", "Web",
    ]

    /// Thrown before a node serves, on the command line, or by the client of this package: no reply carries them.
    private static let neverSent = [
        "client.", "staff.password-too-short", "tenant.bad-slug", "tenant.exists", "tenant.schema-occupied", "tenant.unknown",
        "database.rights", "database.replication", "database.connection-string",
    ]

    /// Of the same form, and no codes: acts in the audit trail, a file.
    private static let noCodes: Set = ["operation.refused", "session.end", "stock.csv"]

    private static let texts: [String] = {
        return rooms.flatMap { room in
            let folder = Repository.url("Sources/\(room)")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
            return files.filter { $0.pathExtension == "swift" }.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
        }
    }()

    private static let thrown: Set<Thrown> = {
        var found: Set<Thrown> = []
        for text in texts {
            for match in text.matches(of: /\(\s*\.(\w+),\s*"([a-z0-9-]+\.[a-z0-9-]+)"/) {
                if let kind = kinds[String(match.1)] { found.insert(Thrown(code: String(match.2), status: kind.status)) }
            }
        }
        return found
    }()

    private static let kinds: [String: Fault.Kind] = [
        "malformed": .malformed, "unauthenticated": .unauthenticated, "forbidden": .forbidden, "missing": .missing,
        "methodNotAllowed": .methodNotAllowed, "timeout": .timeout, "conflict": .conflict, "gone": .gone, "stale": .stale,
        "tooLarge": .tooLarge, "unsupportedMedia": .unsupportedMedia, "unprocessable": .unprocessable, "headersTooLarge": .headersTooLarge,
        "tooMany": .tooMany, "broken": .broken, "unavailable": .unavailable,
    ]

    @Test func everyCodeThatIsThrownIsInTheTable() {
        let known = Set(Problems.all.flatMap { problem in problem.statuses.map { Thrown(code: problem.code, status: $0) } })
        // What broke goes out as `internal.error` whatever it was.
        let missing = ProblemsTests.thrown.subtracting(known).filter { thrown in
            thrown.status != 500 && !ProblemsTests.neverSent.contains { thrown.code.hasPrefix($0) }
        }
        #expect(ProblemsTests.thrown.count > 90)
        #expect(missing.isEmpty, "\(missing.map { "\($0.code) \($0.status)" }.sorted())")
    }

    /// A code may also stand in a constant, away from where it is thrown: whatever reads like one is in the table, or goes nowhere.
    @Test func everyTextThatReadsLikeACodeIsInTheTable() {
        let known = Set(Problems.all.map(\.code))
        let features = Set(known.compactMap { $0.split(separator: ".").first.map(String.init) })
        let others = Set(Permission.allCases.map(\.rawValue)).union(ProblemsTests.thrown.filter { $0.status == 500 }.map(\.code))
        let written = ProblemsTests.texts.flatMap { text in text.matches(of: /"([a-z]+)\.([a-z0-9-]+)"/) }
            .filter { features.contains(String($0.1)) }.map { "\($0.1).\($0.2)" }
        let missing = Set(written).subtracting(known).subtracting(others).subtracting(ProblemsTests.noCodes).filter { code in
            !ProblemsTests.neverSent.contains { code.hasPrefix($0) }
        }
        #expect(missing.isEmpty, "\(missing.sorted())")
    }

    /// A refusal that no operation names could be thrown, and nobody would have been told.
    @Test func everyRefusalIsNamedByAnOperation() {
        let named = Set(Features.operations.flatMap { $0.refusals }.map(\.code))
        let written = ProblemsTests.texts.flatMap { $0.matches(of: /= Refusal\(\s*"([^"]+)"/) }.map { String($0.1) }
        #expect(written.count > 50 && Set(written).count == written.count)
        #expect(Set(written).subtracting(named).isEmpty, "\(Set(written).subtracting(named).sorted())")
    }

    @Test func everyCodeStandsOnceWithWords() {
        var codes: Set<String> = []
        for problem in Problems.all {
            #expect(codes.insert(problem.code).inserted, "\(problem.code) stands twice")
            #expect(problem.meaning.hasSuffix(".") && problem.remedy.hasSuffix("."), "\(problem.code)")
        }
    }

    /// A fault that an endpoint names is in the table: a typing error there would promise what never comes.
    @Test func everyFaultThatAnEndpointNamesIsInTheTable() {
        let codes = Set(Problems.all.map(\.code))
        for endpoint in Documents.endpoints {
            let unknown = endpoint.faults.filter { !codes.contains($0) }
            #expect(unknown.isEmpty, "\(endpoint.method.rawValue) \(endpoint.path): \(unknown)")
        }
    }

    /// No endpoint names it and no reach covers it: then nobody can get it.
    @Test func everyCodeCanCome() {
        for problem in Problems.all {
            if case .elsewhere = problem.reach { continue }
            #expect(Documents.endpoints.contains { problem.concerns($0) }, "\(problem.code)")
        }
    }
}
