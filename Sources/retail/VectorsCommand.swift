import ArgumentParser
import RetailCore
import Vectors

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors", abstract: "Golden vectors: what tills in any language can check themselves against.",
        discussion: "Tests/Vectors/README.md describes the files.", subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run files of vectors against this program.",
            discussion: "The status is 1 where a case does not hold, or a file can't be read.")

        @Argument(help: ArgumentHelp("A folder of *.json, or one file.", valueName: "DIR")) var path: String

        func run() throws {
            var files = [path]
            if let names = try InputFile.list(path, ending: ".json") {
                guard !names.isEmpty else { throw Failure(Fault(.missing, "vectors.none", "There are no *.json files in \(path).")) }
                files = names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
            }
            var (cases, wrong) = (0, 0)
            for file in files {
                let (count, failures) = verify(file)
                cases += count
                wrong += failures
            }
            print(
                "\(cases) cases in \(files.count) \(files.count == 1 ? "file" : "files"): " + (wrong == 0 ? "all hold" : "\(wrong) wrong"))
            if wrong > 0 { throw ExitCode.failure }
        }

        /// Prints what became of a file. One that can't be read counts as a failure, and the others are still looked at.
        private func verify(_ path: String) -> (cases: Int, failures: Int) {
            do throws(Fault) {
                let file = try VectorFile(InputFile.read(path))
                let failures = try file.verify()
                let verdict = failures.isEmpty ? "all hold" : "\(failures.count) wrong"
                print("\(path.padding(40)) \(file.area.padding(12)) \(file.cases.count) cases, \(verdict)")
                for failure in failures {
                    print("  \(failure.action): \(failure.name)\n    expected \(failure.expected)\n    found    \(failure.found)")
                }
                return (file.cases.count, failures.count)
            } catch {
                print("\(path.padding(40)) \(Failure(error))")
                return (0, 1)
            }
        }
    }
}
