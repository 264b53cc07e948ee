import Testing

@Suite struct LengthTests {
    @Test func noFileIsTooLong() {
        for file in Tree.swift where file.lines.count > Lengths.maximumFile {
            Issue.record(
                "\(file.path) has \(file.lines.count) lines, more than \(Lengths.maximumFile): split it by what its parts are about")
        }
    }

    @Test func noFunctionIsTooLong() {
        for file in Tree.swift {
            for function in Lengths.functions(in: file) where function.length > Lengths.maximumFunction {
                Issue.record(
                    "\(file.path):\(function.line): \(function.name) has \(function.length) lines, more than \(Lengths.maximumFunction)")
            }
        }
    }

    /// A scan that finds nothing may be blind.
    @Test func functionsAreSeen() {
        let text = """
            protocol Door {
                func open()
                func close()
            }
            struct House {
                @Test(arguments: [1, 2]) private static func short(_ n: Int) { enter() }

                package init(
                    a: Int
                ) throws(Fault) {
                    self.a = a
                }

                @discardableResult mutating func long<Value>(_ body: () -> Value) async throws
                    -> Value
                {
                    if true {

                    }
                    return body()
                }
            }
            """
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let functions = Lengths.functions(in: RepositoryFile(path: "House.swift", lines: lines))
        #expect(functions.map(\.name) == ["open", "close", "short", "init", "long"])
        #expect(functions.map(\.length) == [1, 1, 1, 5, 8])
        #expect(functions.map(\.line) == [2, 3, 6, 8, 14])
        #expect(Tree.swift.count > 500)
    }
}
