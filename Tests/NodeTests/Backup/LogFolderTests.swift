import Foundation
import RetailCore
import TestSupport
import Testing

@testable import Backup

/// Which files of the log lead where.
@Suite struct LogFolderTests {
    private func manifest(timeline: Int64 = 1, start: String, end: String) -> BackupManifest {
        var manifest = BackupManifest(
            name: "x", product: "", postgres: "15", postgresMajor: 15, database: "retail", system: "1", timeline: timeline,
            startedAt: Instant(microseconds: 0))
        (manifest.startLSN, manifest.endLSN) = (start, end)
        return manifest
    }

    private func folder(_ files: [String: String]) throws -> String {
        let top = TestFolder.fresh("log-test")
        for (path, text) in files {
            let whole = "\(top)/\(path)"
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: whole).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try text.write(toFile: whole, atomically: false, encoding: .utf8)
        }
        return top
    }

    @Test func namesAndPlacesAreRead() throws {
        let segment = try #require(LogSegment(name: "00000002000000010000000A.partial", in: "/x"))
        #expect(segment.timeline == 2 && segment.number == 256 + 10 && segment.isPartial && segment.name == "00000002000000010000000A")
        #expect(LogSegment.number(of: "1/A000028") == 266 && LogSegment.number(of: "0/2000028") == 2)
        for name in ["", "00000002000000010000000", "00000002000000010000FFFF", "00000002.history", "0000000200000001000000zz"] {
            #expect(LogSegment(name: name, in: "/x") == nil, "\(name)")
        }
        for place in ["", "1", "x/y", "1/2/3", "0/1FFFFFFFF"] { #expect(LogSegment.number(of: place) == nil, "\(place)") }
        #expect(LogHistory.parse("1\t0/7000000\tno recovery target specified\n\n2\t0/9000000\tbefore 2026\n") == [1: 7, 2: 9])
    }

    @Test func theWayEndsAtAGap() throws {
        let files = ["2", "3", "4", "6"].map { "00000001/00000001000000000000000\($0)" } + ["00000001/000000010000000000000007.partial"]
        let top = try folder(Dictionary(uniqueKeysWithValues: files.map { ($0, "") }))
        defer { try? FileManager.default.removeItem(atPath: top) }
        let way = LogFolder(top).way(from: manifest(start: "0/3000028", end: "0/3000100"))
        #expect(way.segments.map(\.number) == [3, 4] && way.gap == 5)
        let later = LogFolder(top).way(from: manifest(start: "0/6000028", end: "0/6000100"))
        #expect(later.segments.map(\.number) == [6, 7] && later.gap == nil)
        // Followed from the middle of the back-up on: it brings the beginning itself.
        let early = LogFolder(top).way(from: manifest(start: "0/1000028", end: "0/2000100"))
        #expect(early.segments.map(\.number) == [2, 3, 4] && early.gap == 5)
    }

    @Test func theWayGoesOverToTheNewestTimeline() throws {
        let top = try folder([
            "00000001/000000010000000000000002": "", "00000001/000000010000000000000003": "", "00000001/000000010000000000000004": "",
            "00000001/000000010000000000000005.partial": "",
            "00000002/00000002.history": "1\t0/3000500\tx\n", "00000002/000000020000000000000003": "",
            "00000002/000000020000000000000004.partial": "",
        ])
        defer { try? FileManager.default.removeItem(atPath: top) }
        let log = LogFolder(top)
        let way = log.way(from: manifest(start: "0/2000028", end: "0/2000100"))
        // What the old timeline did after it was left is another history.
        #expect(
            way.segments.map(\.name) == [
                "000000010000000000000002", "000000010000000000000003", "000000020000000000000003", "000000020000000000000004",
            ])
        #expect(log.folder(following: 2) == top + "/00000002" && log.folder(following: 3) == top + "/00000003")
        let own = log.way(from: manifest(timeline: 2, start: "0/3000600", end: "0/3000700"))
        #expect(own.segments.map(\.name) == ["000000020000000000000003", "000000020000000000000004"])
    }

    @Test func commitsAreReadOutOfADump() {
        let dump = """
            rmgr: Transaction len (rec/tot):     34/    34, tx:        731, lsn: 0/03016B40, prev 0/03016B00, desc: COMMIT 2026-11-29 00:19:20.629192 UTC
            rmgr: Transaction len (rec/tot):     82/    82, tx:        732, lsn: 0/03016BA8, prev 0/03016B68, desc: COMMIT 2026-11-29 00:19:23.074820 UTC; inval msgs: x
            rmgr: Transaction len (rec/tot):     34/    34, tx:        733, lsn: 0/03016C00, prev 0/03016B68, desc: ABORT 2026-11-29 00:20:00.000000 UTC
            pg_waldump: error: error in WAL record at 0/3016C28: invalid record length at 0/3016C60: wanted 24, got 0
            """
        #expect(LogReader.lastCommit(dump) == Instant("2026-11-29T00:19:23.07482Z"))
        #expect(LogReader.lastCommit("") == nil)
    }
}
