internal import Foundation
internal import Glibc
internal import RetailCore
internal import Secrets

/// Files and folders, with faults in the operator's words.
enum Disk {
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The names in a folder, sorted; none where there is no such folder.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    static func makeFolder(_ path: String) throws(Fault) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw fault("can't make the folder \(path)") }
    }

    /// Tries for some seconds: a program whose starter was killed may be clearing away what it made there, too.
    static func remove(_ path: String) throws(Fault) {
        for attempt in 1... {
            do {
                try FileManager.default.removeItem(atPath: path)
                return
            } catch {
                guard exists(path) else { return }
                guard attempt < 50 else {
                    throw Fault(.unavailable, "backup.files", "\(path) can't be removed: \(error.localizedDescription)")
                }
                usleep(100_000)
            }
        }
    }

    static func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    /// A new file, on the disk when this returns; for nobody else to read.
    static func write(_ path: String, _ bytes: [UInt8]) throws(Fault) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw fault("can't write \(path)") }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw fault("can't write \(path)") }
            done += count
        }
        guard fchmod(file, 0o600) == 0, fsync(file) == 0 else { throw fault("can't write \(path)") }
    }

    /// What a folder lists is on the disk when this returns.
    static func settle(_ folder: String) throws(Fault) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("can't open \(folder)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault("can't write \(folder)") }
    }

    static func rename(_ path: String, to new: String) throws(Fault) {
        guard Glibc.rename(path, new) == 0 else { throw fault("can't rename \(path) to \(new)") }
    }

    /// Bytes that are free for us where this folder is.
    static func free(_ folder: String) -> Int64 {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return .max }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// Files below a folder by their paths in it, with their sizes.
    static func files(below folder: String) -> [(path: String, bytes: Int64)] {
        var found: [(String, Int64)] = []
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return found }
        for case let path as String in walk {
            var status = stat()
            if lstat("\(folder)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG { found.append((path, Int64(status.st_size))) }
        }
        return found.sorted { $0.0 < $1.0 }
    }

    static func digest(_ path: String) throws(Fault) -> String {
        guard let bytes = read(path) else { throw fault("can't read \(path)") }
        return Hexadecimal.text(sha256(bytes))
    }

    static func fault(_ what: String, _ number: Int32 = errno) -> Fault {
        let why = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return number == ENOSPC || number == EDQUOT
            ? Fault(.unavailable, "backup.no-space", "The disk is full: \(what).")
            : Fault(.unavailable, "backup.files", "\(what): \(why).")
    }

    /// A size for people.
    static func words(_ bytes: Int64) -> String {
        let units = [("GiB", Int64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        guard let (name, unit) = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) bytes" }
        return "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)"
    }
}

/// A lock on a folder; the kernel lets go of it however we end.
struct DiskLock: ~Copyable {
    private let file: Int32

    /// - Returns: nil where somebody else has it.
    init?(_ path: String) throws(Fault) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Disk.fault("can't open \(path)") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
    }

    deinit { close(file) }

    /// At the latest here; and so it lives until here.
    borrowing func release() { flock(file, LOCK_UN) }
}
