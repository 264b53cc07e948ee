import Foundation
import TestSupport
import Testing

/// What documents, scripts and comments name is there.
@Suite struct ReferenceTests {
    private static let decisions = Set(Tree.files.filter { $0.path.hasPrefix("docs/adr/") }.map { $0.path.dropFirst(9).prefix(4) })

    /// - Parameters:
    ///   - needles: one of these is in every line that the rule is about.
    ///   - wrongs: what is wrong with such a line.
    private func each(_ needles: [String], _ wrongs: (_ line: String, _ file: RepositoryFile) -> [String]) {
        for file in Tree.files {
            for (number, line) in file.lines(with: needles) {
                for wrong in wrongs(line, file) { Issue.record("\(file.path):\(number): \(wrong)") }
            }
        }
    }

    @Test func pathsLeadSomewhere() {
        each(References.folders) { line, file in
            References.paths(in: file.words(of: line)).filter { !Self.exists($0) }.map { "there is no \($0)" }
        }
    }

    private static func exists(_ path: String) -> Bool {
        if let number = path.wholeMatch(of: /docs\/adr\/(\d{4})/)?.1 { return decisions.contains(number) }
        return Tree.has(path)
    }

    @Test func codeThatDocumentsNameIsThere() {
        let paths = Tree.swift.map { "/" + $0.path }
        each([".swift`"]) { line, file in
            guard file.kind == "md" else { return [] }
            return References.code(in: line[...]).filter { name in !paths.contains { $0.hasSuffix("/" + name) } }.map {
                "there is no \($0)"
            }
        }
    }

    @Test func decisionsAreWrittenDown() {
        each(["ADR "]) { line, file in
            References.decisions(in: file.words(of: line)).filter { !Self.decisions.contains($0[...]) }.map { "there is no ADR \($0)" }
        }
    }

    @Test func headingsAreThere() throws {
        let headings = Dictionary(
            uniqueKeysWithValues: Tree.files.filter { $0.kind == "md" }.map { ($0.path, References.headings(of: $0)) })
        each(References.documents) { line, file in
            guard !file.path.hasPrefix("Tests/TidyTests") else { return [] }
            return References.headings(in: line).filter { headings[$0.document]?.contains($0.heading) != true }.map {
                "\($0.document) has no heading \"\($0.heading)\""
            }
        }
    }

    @Test func linksLeadSomewhere() {
        let documents = Dictionary(uniqueKeysWithValues: Tree.files.filter { $0.kind == "md" }.map { ($0.path, $0) })
        each(["]("]) { line, file in
            guard file.kind == "md" else { return [] }
            return References.links(in: line).compactMap { path, anchor in
                let folder = (file.path as NSString).deletingLastPathComponent
                let target = path.isEmpty ? file.path : ((folder as NSString).appendingPathComponent(path) as NSString).standardizingPath
                guard Tree.has(target) else { return "there is no \(target)" }
                guard let anchor, let document = documents[target] else { return nil }
                let isThere = References.headings(of: document).contains { References.anchor($0) == anchor }
                return isThere ? nil : "\(target) has no heading #\(anchor)"
            }
        }
    }

    /// Tests and scripts make folders for a while; nothing else is anywhere but where it is told to be.
    @Test func nothingIsOfOneMachine() {
        each(References.places + [References.temporary]) { line, file in
            let mayUseTemporary = file.path.hasPrefix("scripts/") || file.path.hasPrefix("Tests/")
            return References.ofOneMachine(line, mayUseTemporary: mayUseTemporary).map { "\($0) is a place on one machine" }
        }
    }

    /// Each rule is shown what it must find.
    @Test func namesAreSeen() {
        #expect(
            References.paths(in: "see Sources/Web, `docs/a-b.md`. (scripts/x.d/y) $root/scripts/z") == [
                "Sources/Web", "docs/a-b.md", "scripts/x.d/y",
            ])
        #expect(!Self.exists("Sources/Nowhere") && !Self.exists("docs/adr/9999") && Self.exists("docs/adr/0001"))
        #expect(References.code(in: "`Sync/Turnstile.swift` and `Door.swift`") == ["Sync/Turnstile.swift", "Door.swift"])
        #expect(References.decisions(in: "(ADR 9), [ADR 24](x)") == ["0009", "0024"])
        #expect(References.headings(in: #"(ARCHITECTURE.md, "Streams")"#).map(\.heading) == ["Streams"])
        #expect(References.headings(in: #"(README, "Running it")"#).map(\.document) == ["README.md"])
        let links = References.links(in: "[a](docs/x.md#y) [b](#z) [c](https://example.org/)")
        #expect(links.map(\.path) == ["docs/x.md", ""] && links.map(\.anchor) == ["y", "z"])
        #expect(References.anchor("A year, of `real` receipts") == "a-year-of-real-receipts")
        let (home, temporary) = ("cd /" + "home/me", "x > /" + "tmp/y")
        #expect(References.ofOneMachine(home, mayUseTemporary: true).count == 1)
        #expect(References.ofOneMachine(temporary, mayUseTemporary: false).count == 1)
        #expect(References.ofOneMachine(temporary, mayUseTemporary: true).isEmpty)
        #expect(Tree.files.contains { $0.path == "README.md" } && Tree.files.contains { $0.path == "scripts/test" })
    }
}
