import Foundation
import Testing

/// A part of a chain's migration, to be run again over what a test has taken back.
enum MigrationText {
    /// - Parameters:
    ///   - name: what the file's name holds behind its number.
    ///   - start: where the part begins; it ends with its semicolon.
    static func statement(of name: String, from start: String) throws -> String {
        let folder = TestNode.sqlFolder + "/tenant"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.contains(name) })
        let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
        let begin = try #require(text.range(of: start)).lowerBound
        let end = try #require(text.range(of: ";\n", range: begin..<text.endIndex)).lowerBound
        return String(text[begin..<end])
    }
}
