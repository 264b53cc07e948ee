import Foundation
import Glibc
import TestSupport

/// A file of the repository.
struct RepositoryFile: Sendable {
    /// From the root.
    let path: String
    let lines: [String]

    var kind: String { (path as NSString).pathExtension }

    /// What of a line is said to people: all of a document or a script, of Swift and SQL what stands in comments.
    func words(of line: String) -> Substring {
        switch kind {
        case "swift": line.range(of: "//").map { line[$0.lowerBound...] } ?? ""
        case "sql": line.range(of: "--").map { line[$0.lowerBound...] } ?? ""
        default: line[...]
        }
    }

    /// The lines that hold one of these words, counted from 1. A look for words is cheap; what they mean costs a hundred times as much.
    func lines(with words: [String]) -> [(number: Int, line: String)] {
        lines.enumerated().filter { line in words.contains { strstr(line.element, $0) != nil } }.map { ($0.offset + 1, $0.element) }
    }
}

/// Everything that people write here: code, documents, scripts. Not what tests read as data, and nothing that a build or a run leaves behind.
enum Tree {
    static let folders = ["Sources", "Tests", "docs", "scripts", "sql", "docker", "Fuzz/Sources"]
    private static let kinds: Set = ["swift", "md", "sh", "py", "sql", "yml", "yaml", "toml", "", "modulemap", "h"]
    /// Made from the code; a test holds them against it.
    static let generated: Set = ["API_REFERENCE.md", "docs/entities.md", "docs/permissions.md"]

    static let files: [RepositoryFile] = {
        let top = (try? FileManager.default.contentsOfDirectory(atPath: Repository.root.path)) ?? []
        let paths = top.filter { $0.hasSuffix(".md") || $0 == "Package.swift" } + folders.flatMap { files(in: $0) }
        return paths.sorted().compactMap { path in
            guard kinds.contains((path as NSString).pathExtension), let text = try? Repository.text(path) else { return nil }
            var lines = text.components(separatedBy: "\n")
            if lines.last == "" { lines.removeLast() }
            return RepositoryFile(path: path, lines: lines)
        }
    }()

    static var swift: [RepositoryFile] { files.filter { $0.kind == "swift" } }

    private static func files(in folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: Repository.url(folder).path)?.compactMap { $0 as? String } ?? []
        return found.filter { !$0.contains("__pycache__") }.map { "\(folder)/\($0)" }
    }

    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: Repository.url(path).path) }
}
