import Foundation

/// Where tests put files.
package enum TestFolder {
    /// What scripts/test has made for them, and removes also when they are killed.
    package static var given: String? { ProcessInfo.processInfo.environment["RETAIL_TEST_FOLDER"] }

    /// A path that nothing has yet.
    package static func fresh(_ name: String) -> String {
        (given ?? FileManager.default.temporaryDirectory.path) + "/retail-\(name)-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}
