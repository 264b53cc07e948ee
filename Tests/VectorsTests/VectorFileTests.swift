import Foundation
import TestSupport
import Testing
import Vectors

@Suite struct VectorFileTests {
    static let folder = Repository.url("Tests/Vectors")

    @Test(arguments: VectorAreas.all.map { $0.name }) func allVectorsHold(area: String) throws {
        let file = try VectorFile([UInt8](Data(contentsOf: Self.folder.appending(path: area + ".json"))))
        #expect(file.area == area && !file.cases.isEmpty)
        for failure in try file.verify() { Issue.record("\(failure.name): expected \(failure.expected), got \(failure.found)") }
    }

    @Test func everyFileIsOfAnArea() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".json") }
        #expect(files.sorted() == VectorAreas.all.map { $0.name + ".json" }.sorted())
    }

    /// Whoever looks a failure up by what was done and its name finds one case.
    @Test(arguments: VectorAreas.all.map { $0.name }) func namesAreUnique(area: String) throws {
        var seen: Set<String> = []
        for entry in try VectorFile([UInt8](Data(contentsOf: Self.folder.appending(path: area + ".json")))).cases {
            #expect(seen.insert("\(entry.action) \(entry.name)").inserted, "\(entry.name)")
        }
    }
}
