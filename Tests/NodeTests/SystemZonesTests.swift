import Foundation
import Node
import RetailCore
import Synchronization
import Testing

@Suite struct SystemZonesTests {
    /// Which of them `localtime` is depends on the machine; the others are paths to what has another name.
    @Test(arguments: [
        "localtime", "posixrules", "Factory", "posix/Europe/Berlin", "right/Europe/Berlin", "Europe//Berlin", "../zoneinfo/UTC",
        "/etc/localtime", "tzdata.zi", "", "Europe", "europe/berlin",
    ])
    func whatIsNoZonesNameIsNone(_ name: String) { #expect(SystemZones().rules(name) == nil) }

    @Test(arguments: ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Europe/Busingen"])
    func zonesAndTheirOtherNamesAreKnown(_ name: String) { #expect(SystemZones().rules(name) != nil) }

    @Test func theVersionIsKnown() { #expect(SystemZones().version?.wholeMatch(of: /20\d\d[a-z]/) != nil) }

    /// New rules are installed while the node runs; a zone that was not there is there.
    @Test func newRulesAreTakenWithoutAStart() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (new, old) = (URL(filePath: "/usr/share/zoneinfo/Asia/Tokyo"), folder.appending(path: "Here"))
        try "# version 2025a\nZ Here 1 - X\n".write(to: folder.appending(path: "tzdata.zi"), atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(at: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin"), to: old)
        let now = Mutex(Instant(microseconds: 1_750_000_000_000_000))
        let zones = SystemZones(folder: folder.path) { now.withLock { $0 } }
        let night = try #require(Instant("2026-03-01T20:00:00Z"))
        #expect(zones.version == "2025a" && zones.rules("Here")?.businessDay(of: night) == Day(year: 2026, month: 3, day: 1))
        #expect(zones.rules("There") == nil)
        try FileManager.default.removeItem(at: old)
        try FileManager.default.copyItem(at: new, to: old)
        try FileManager.default.copyItem(at: new, to: folder.appending(path: "There"))
        try "# version 2026b\nZ Here 1 - X\nL Here There\n".write(
            to: folder.appending(path: "tzdata.zi"), atomically: true, encoding: .utf8)
        now.withLock { $0 = $0.advanced(bySeconds: 11) }
        #expect(zones.version == "2026b" && zones.rules("Here")?.businessDay(of: night) == Day(year: 2026, month: 3, day: 2))
        #expect(zones.rules("There") != nil)
    }
}
