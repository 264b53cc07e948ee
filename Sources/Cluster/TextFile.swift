internal import Glibc
internal import RetailCore

/// Small files, read whole and replaced whole.
enum TextFile {
    /// Nil if it can't be read. At most a megabyte.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < 1 << 20 {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last 8 KiB at most: of a log that may be long.
    static func tail(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let end = lseek(file, 0, SEEK_END)
        lseek(file, max(0, end - 8192), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Written beside it, made durable and renamed: there is the old text or the new one, never half of it.
    static func replace(_ path: String, _ text: String, mode: mode_t) throws(Fault) {
        let beside = path + ".new"
        unlink(beside)
        let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw systemFault("can't write \(beside)") }
        defer { close(file) }
        let written = write(file, text, text.utf8.count)
        // Cut short without an error: there was room for so much and no more.
        if written >= 0, written < text.utf8.count { throw systemFault("can't write \(path)", ENOSPC) }
        guard written >= 0, fchmod(file, mode) == 0, fsync(file) == 0, rename(beside, path) == 0 else {
            throw systemFault("can't write \(path)")
        }
    }
}
