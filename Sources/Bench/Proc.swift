import Foundation
import Glibc

/// What /proc says of processes.
enum Proc {
    private static func fields(_ pid: Int) -> (parent: Int, own: Int, children: Int)? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 14, let parent = Int(fields[1]), let user = Int(fields[11]), let system = Int(fields[12]),
            let childUser = Int(fields[13]), let childSystem = Int(fields[14])
        else { return nil }
        return (parent, user + system, childUser + childSystem)
    }

    static func children(of pid: Int) -> [Int] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int($0) }.filter { fields($0)?.parent == pid }
    }

    static func arguments(_ pid: Int) -> [String] {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return [] }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let microsecondsPerTick = 1_000_000 / Double(sysconf(Int32(_SC_CLK_TCK)))

    /// Of the process alone, in µs.
    static func cpu(_ pid: Int) -> Double { Double(fields(pid)?.own ?? 0) * microsecondsPerTick }

    /// Of a process, of those it has waited for and of those it has now: a postmaster's backends come and go.
    static func cpuWithChildren(_ pid: Int) -> Double {
        guard let own = fields(pid) else { return 0 }
        let living = children(of: pid).reduce(0) { $0 + (fields($1)?.own ?? 0) }
        return Double(own.own + own.children + living) * microsecondsPerTick
    }

    static func residentKiB(_ pid: Int) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS") })
        else { return 0 }
        return Double(line.split(separator: " ").dropFirst().first ?? "0") ?? 0
    }
}
