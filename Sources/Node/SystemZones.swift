import Glibc
import Operations
package import RetailCore
import Synchronization

/// The system's time zones (`/usr/share/zoneinfo`), read when they are first asked for, and anew when the system gets other rules.
///
/// A name is one that the database of time zones gives (a zone or a link in its `tzdata.zi`): not every file below the folder, of which
/// `localtime` means another zone on each machine.
package final class SystemZones: ZoneSource {
    private let folder: String
    private let clock: @Sendable () -> Instant
    private let state: Mutex<State>

    private struct State: Sendable {
        var known: [String: TimeZoneRules] = [:]
        /// nil: the folder has no list of names.
        var names: Set<String>?
        var version: String?
        var stamp: [Int64] = []
        var lookAgainAt = Instant(microseconds: .min)
    }

    /// - Parameter clock: how often the folder is looked at goes by it: every ten seconds.
    package init(folder: String = "/usr/share/zoneinfo", clock: @escaping @Sendable () -> Instant = systemClock) {
        (self.folder, self.clock) = (folder, clock)
        state = Mutex(State())
    }

    /// Which rules these are: `2025b`; nil where the folder does not say.
    package var version: String? { current { $0.version } }

    package func rules(_ name: String) -> TimeZoneRules? {
        if name == "UTC" || name == "Etc/UTC" { return .utc }
        return current { state in
            if let rules = state.known[name] { return rules }
            guard state.names?.contains(name) ?? SystemZones.looksLikeZone(name), let rules = read(name) else { return nil }
            state.known[name] = rules
            return rules
        }
    }

    private func current<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
        let now = clock()
        return state.withLock { state in
            if now >= state.lookAgainAt || now < state.lookAgainAt.advanced(bySeconds: -SystemZones.patience) {
                state.lookAgainAt = now.advanced(bySeconds: SystemZones.patience)
                refresh(&state)
            }
            return body(&state)
        }
    }

    private static let patience: Int64 = 10

    /// Forgets what was read where the folder has changed.
    private func refresh(_ state: inout State) {
        let list = "\(folder)/tzdata.zi"
        var found = stat()
        let stamp: [Int64] =
            stat(list, &found) == 0
            ? [Int64(found.st_size), Int64(found.st_mtim.tv_sec), Int64(found.st_mtim.tv_nsec), Int64(found.st_ino)] : []
        guard stamp != state.stamp || state.names == nil else { return }
        (state.stamp, state.known, state.names, state.version) = (stamp, [:], nil, nil)
        guard !stamp.isEmpty, let text = bytes(of: list, atMost: 1 << 20) else { return }
        var names: Set<String> = []
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            // `Z name …` is a zone, `L target name` another name of one.
            if words.count > 1, words[0] == "Z" { names.insert(String(words[1])) }
            if words.count > 2, words[0] == "L" { names.insert(String(words[2])) }
            if words.count > 2, words[0] == "#", words[1] == "version" { state.version = String(words[2]) }
        }
        // What a system is set to whose owner has not chosen yet.
        names.remove("Factory")
        if !names.isEmpty { state.names = names }
    }

    /// Where there is no list: a path of plain words below the folder, and none of those that are no zones.
    private static func looksLikeZone(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= 60 && !["posix", "right"].contains(parts[0]) && !["localtime", "posixrules", "Factory"].contains(name)
            && parts.allSatisfy { part in
                part.utf8.first.map { (0x41...0x5A).contains($0) } == true
                    && part.utf8.allSatisfy {
                        (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                            || [0x5F, 0x2D, 0x2B].contains($0)
                    }
            }
    }

    private func read(_ name: String) -> TimeZoneRules? {
        bytes(of: "\(folder)/\(name)", atMost: 64 << 10).flatMap { try? TimeZoneRules(tzif: $0) }
    }

    private func bytes(of path: String, atMost most: Int) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: most)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }
}

/// The machine's clock, in UTC.
package func systemClock() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
}
