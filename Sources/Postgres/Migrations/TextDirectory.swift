import Glibc
import RetailCore

/// A directory of small text files, by way of POSIX: Foundation would be a heavy guest for two functions.
enum TextDirectory {
    static func names(in directory: String) throws(Fault) -> [String] {
        guard let stream = opendir(directory) else { throw unreadable(directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
                    names.append(String(cString: $0))
                }
            }
        }
        return names
    }

    static func read(_ path: String) throws(Fault) -> String {
        guard let file = fopen(path, "re") else { throw unreadable(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard ferror(file) == 0, let text = String(validating: bytes, as: UTF8.self) else { throw unreadable(path) }
        return text
    }

    private static func unreadable(_ path: String) -> Fault {
        Migrator.fault("migration.unreadable", "\(path): \(String(cString: strerror(errno)))")
    }
}
