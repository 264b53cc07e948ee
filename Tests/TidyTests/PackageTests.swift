import Foundation
import TestSupport
import Testing

/// Package.swift and the folders say the same; the changelog has a place for what comes next.
@Suite struct PackageTests {
    /// The targets that a manifest declares.
    private static func targets(in manifest: String) -> Set<String> {
        Set(
            manifest.matches(of: /\b(room|tests|systemLibrary|target|executableTarget)\(\s*(?:name: )?"(\w+)"/).map {
                $0.1 == "tests" ? "\($0.2)Tests" : String($0.2)
            })
    }

    /// The folders with code in them, by their names.
    private static func folders(in files: [String]) -> Set<String> {
        Set(
            files.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".modulemap") }.compactMap { path in
                let parts = path.split(separator: "/")
                return parts.count > 2 && ["Sources", "Tests"].contains(parts[0]) ? String(parts[1]) : nil
            })
    }

    @Test func everyTargetHasAFolderAndEveryFolderATarget() throws {
        let targets = Self.targets(in: try Repository.text("Package.swift")).subtracting(["Fuzz"])
        let folders = Self.folders(in: Tree.files.map(\.path))
        #expect(targets.subtracting(folders).isEmpty, "targets without a folder")
        #expect(folders.subtracting(targets).isEmpty, "folders without a target")
        #expect(Tree.files.contains { $0.path.hasPrefix("Fuzz/Sources/") })
    }

    @Test func theChangelogHasAPlaceForWhatComesNext() throws {
        let headings = Tree.files.first { $0.path == "CHANGELOG.md" }.map(References.headings)
        #expect(headings?.prefix(2) == ["Changelog", "Unreleased"])
    }

    @Test func targetsAndFoldersAreSeen() {
        let manifest = """
            room("Door", ["Access"]), room(
                "Sync", []), tests("Web", ["Web"]), .systemLibrary(name: "CZlib"), .executableTarget(
                name: "retail", dependencies: [.product(name: "Logging", package: "swift-log")])
            """
        #expect(Self.targets(in: manifest) == ["Door", "Sync", "WebTests", "CZlib", "retail"])
        #expect(Self.folders(in: ["Sources/Door/Door.swift", "Tests/Vectors/money.json", "Package.swift"]) == ["Door"])
        #expect(Self.targets(in: (try? Repository.text("Package.swift")) ?? "").count > 40)
    }
}
