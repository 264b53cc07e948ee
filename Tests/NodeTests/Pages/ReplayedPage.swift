import Foundation
import JSON
import RetailCore

/// A page whose examples are what a server says: its fenced blocks are sent, and what comes back is compared with what the page says comes.
///
/// A block is replayed by the words behind its fence: `http` (a request: method and path, headers, body), then `json 200` or `ndjson 200` (its
/// answer); `json sends` and `json receives` (a live socket, opened by each `hello`), `text closes` (the code it closes with). Other blocks
/// are for reading alone. What a server makes up, ids and tokens, is another in each run: it is learned from the answers, must be the same
/// wherever the page has the same, and is put into what is sent after. Of times the form is compared. All else is compared as it stands.
struct ReplayedPage {
    struct Block {
        var words: String
        var line: Int
        var text: String
    }

    private(set) var blocks: [Block] = []
    /// What the page says, and what it is in this run.
    private var learned: [(page: String, real: String)] = []
    private(set) var differences: [String] = []
    private let text: String

    init(_ path: String) throws {
        text = try String(contentsOfFile: path, encoding: .utf8)
        var open: Block?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let block = open { blocks.append(block) }
                open = open == nil ? Block(words: String(line.dropFirst(3)), line: number + 1, text: "") : nil
            } else {
                open?.text += line + "\n"
            }
        }
    }

    /// What a block says, in this run's words.
    func real(_ text: String) -> String { learned.reduce(text) { $0.replacingOccurrences(of: $1.page, with: $1.real) } }

    mutating func differ(_ block: Block, _ words: String) { differences.append("line \(block.line): \(words)") }

    mutating func compare(_ block: Block, with text: String) throws {
        let page = block.text.split(separator: "\n").map(String.init)
        guard block.words.hasPrefix("ndjson") else { return compare(try parse(block.text), try parse(text), block, "") }
        let lines = text.split(separator: "\n").map(String.init)
        if page.count != lines.count { differ(block, "\(lines.count) lines instead of \(page.count)") }
        for (index, (page, line)) in zip(page, lines).enumerated() { compare(try parse(page), try parse(line), block, "line \(index + 1)") }
    }

    private func parse(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    private mutating func compare(_ page: JSONValue, _ real: JSONValue, _ block: Block, _ path: String) {
        guard page.kind == real.kind, let pageText = try? page.plain, let realText = try? real.plain else {
            return differ(block, "\(path): another kind of value")
        }
        switch page.kind {
        case .object:
            guard let pageMembers = try? page.members(), let realMembers = try? real.members() else { return }
            let names = pageMembers.map { self.real($0.name) }
            for name in Set(names).symmetricDifference(realMembers.map(\.name)).sorted() {
                differ(block, "\(path): \(name) is only \(names.contains(name) ? "in the page" : "in the answer")")
            }
            for (name, member) in zip(names, pageMembers) {
                if let value = real[name] { compare(member.value, value, block, path.isEmpty ? name : "\(path).\(name)") }
            }
        case .array:
            let (pages, reals) = ((try? page.elements()) ?? [], (try? real.elements()) ?? [])
            if pages.count != reals.count { differ(block, "\(path): \(reals.count) instead of \(pages.count)") }
            for (index, (page, real)) in zip(pages, reals).enumerated() { compare(page, real, block, "\(path)[\(index)]") }
        case .string:
            if self.real(pageText) == realText || ["request_id"].contains(where: path.hasSuffix) { return }
            switch (Form(pageText), Form(realText)) {
            case (.instant, .instant): break
            case (.made, .made) where !learned.contains { $0.real == realText }: learned.append((pageText, realText))
            default: differ(block, "\(path): \(realText) instead of \(self.real(pageText))")
            }
        default:
            if pageText != realText, !["next_pull_ms", "expires_in"].contains(where: path.hasSuffix) {
                differ(block, "\(path): \(realText) instead of \(pageText)")
            }
        }
    }

    /// What can differ between runs.
    private enum Form {
        case made, instant, other

        private static var uuid: Regex<Substring> { /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/ }
        private static var token: Regex<Substring> { /rt[\w-]{45}/ }
        private static var code: Regex<Substring> { /[0-9A-Z]{4}-[0-9A-Z]{4}/ }
        /// What its writer calls it before it was recorded.
        private static var name: Regex<Substring> { /§[a-z]+/ }

        init(_ text: String) {
            if text.wholeMatch(of: /\d{4}-\d\d-\d\dT[\d:.]+Z/) != nil {
                self = .instant
            } else if [Form.uuid, Form.token, Form.code, Form.name].contains(where: { text.wholeMatch(of: $0) != nil }) {
                self = .made
            } else {
                self = .other
            }
        }
    }

    /// The page with what came in this run: for its writer, who then reads it.
    func rewritten(_ answers: [Int: String]) -> String {
        var lines: [String] = []
        var open: Int?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let block = open, let answer = answers[block] {
                    let isLines = blocks.contains { $0.line == block && $0.words.hasPrefix("ndjson") }
                    lines += answer.split(separator: "\n").map { isLines ? String($0) : laidOut(String($0)) }
                }
                open = open == nil ? number + 1 : nil
                lines.append(String(line))
            } else if open.map({ answers[$0] == nil }) ?? true {
                lines.append(real(String(line)))
            }
        }
        return lines.joined(separator: "\n")
    }

    private func laidOut(_ json: String) -> String {
        guard json.utf8.count > 130, let value = try? parse(json) else { return json }
        return value.laidOut(0)
    }
}

extension JSONValue {
    fileprivate var plain: String { get throws { kind == .string ? try string() : String(decoding: text, as: UTF8.self) } }

    /// In one line where it fits, else a member a line.
    fileprivate func laidOut(_ depth: Int) -> String {
        var bytes: [UInt8] = []
        appendCompact(to: &bytes)
        let line = String(decoding: bytes, as: UTF8.self)
        guard line.utf8.count + depth > 120, kind == .object || kind == .array else { return line }
        let pad = String(repeating: " ", count: depth + 2)
        let parts =
            kind == .object
            ? ((try? members()) ?? []).map { "\(pad)\"\($0.name)\": \($0.value.laidOut(depth + 2))" }
            : ((try? elements()) ?? []).map { pad + $0.laidOut(depth + 2) }
        let (start, end) = kind == .object ? ("{", "}") : ("[", "]")
        return start + "\n" + parts.joined(separator: ",\n") + "\n" + String(repeating: " ", count: depth) + end
    }
}
