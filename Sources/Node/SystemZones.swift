import Glibc
import Operations
package import RetailCore
import Synchronization

/// The system's time zones (`/usr/share/zoneinfo`), read once each.
package final class SystemZones: ZoneSource {
    private let folder: String
    private let known = Mutex<[String: TimeZoneRules?]>(["UTC": .utc, "Etc/UTC": .utc])

    package init(folder: String = "/usr/share/zoneinfo") {
        self.folder = folder
    }

    package func rules(_ name: String) -> TimeZoneRules? {
        if let rules = known.withLock({ $0[name] }) { return rules }
        let rules = read(name)
        known.withLock { known in
            if known.count < 2000 { known[name] = .some(rules) }
        }
        return rules
    }

    private func read(_ name: String) -> TimeZoneRules? {
        // A name is a path below the folder and nothing else.
        let isSane =
            name.utf8.count <= 60 && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy {
                (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                    || [0x2F, 0x5F, 0x2D, 0x2B].contains($0)
            }
        guard isSane, let file = fopen("\(folder)/\(name)", "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = fread(&bytes, 1, bytes.count, file)
        return try? TimeZoneRules(tzif: Array(bytes.prefix(count)))
    }
}

/// The machine's clock, in UTC.
package func systemClock() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
}
