import Foundation

/// What a line names that has to be there.
enum References {
    /// Words without which a line names nothing.
    static let folders = ["Sources/", "Tests/", "docs/", "scripts/", "sql/"]
    static let documents = ["ARCHITECTURE", "README", "CONTRIBUTING", "SECURITY"]
    static let places = ["home", "work", "root"].map { "/\($0)/" }
    static let temporary = "/" + "tmp/"

    /// Paths from the root, of files and folders; `docs/adr/0009` names the document that begins so.
    static func paths(in words: Substring) -> [String] {
        words.matches(of: /(?:^|[^\w.\/$}-])((?:Sources|Tests|docs|scripts|sql)\/[\w.+\/-]*)/).map {
            String($0.1).trimmingCharacters(in: ["/", "."])
        }
    }

    /// Files of code that a document names from `Sources` or `Tests` on, or by their names alone: `Sync/Turnstile.swift`.
    static func code(in words: Substring) -> [String] {
        words.matches(of: /`([\w+\/-]+\.swift)`/).map { String($0.1) }
    }

    /// By their four digits: `ADR 9`.
    static func decisions(in words: Substring) -> [String] {
        words.matches(of: /ADR (\d+)/).map { String(repeating: "0", count: max(0, 4 - $0.1.count)) + $0.1 }
    }

    /// `ARCHITECTURE.md, "Streams"`: a document of the root, and a heading in it.
    static func headings(in line: String) -> [(document: String, heading: String)] {
        line.matches(of: /(ARCHITECTURE|README|CONTRIBUTING|SECURITY)(?:\.md)?, "([^"\\]+)"/).map { ("\($0.1).md", String($0.2)) }
    }

    /// `[…](path#heading)` of this repository; a link within the document has no path.
    static func links(in line: String) -> [(path: String, anchor: String?)] {
        line.matches(of: /\]\(([^)\s:]*)\)/).map {
            let parts = $0.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
        }
    }

    static func headings(of document: RepositoryFile) -> [String] {
        document.lines.filter { $0.hasPrefix("#") }.map { String($0.drop { $0 == "#" }.dropFirst()) }
    }

    /// As GitHub makes it.
    static func anchor(_ heading: String) -> String {
        String(heading.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.map { $0 == " " ? "-" : $0 })
    }

    /// What is so on one machine alone.
    static func ofOneMachine(_ line: String, mayUseTemporary: Bool) -> [String] {
        var found = line.matches(of: /(?:^|[^\w.})*-])(\/(?:home|work|root)\/[\w.-]*)/).map { String($0.1) }
        if !mayUseTemporary { found += line.matches(of: /(?:^|[^\w.})*-])(\/tmp\/[\w.-]*)/).map { String($0.1) } }
        return found
    }
}
