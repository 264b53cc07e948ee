package import Foundation

/// The files that the tests were built from.
package enum Repository {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// - Parameter path: from the root: `docs/openapi.json`.
    package static func path(_ path: String) -> String { url(path).path }
    package static func url(_ path: String) -> URL { root.appending(path: path) }
    package static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(path))) }
    package static func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }
}
