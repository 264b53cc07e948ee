import Glibc
import RetailCore

/// A file, read at any place by any task.
final class FileBytes: Sendable {
    let path: String
    let count: Int64
    private let descriptor: Int32

    /// - Throws: `files.unreadable`.
    init(_ path: String) throws(Fault) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault(.missing, "files.unreadable", "Can't open \(path): \(String(cString: strerror(errno))).") }
        count = Int64(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    /// Reads into `buffer` as much as fits and is there before `end`.
    func read(from offset: Int64, to end: Int64, into buffer: inout [UInt8]) throws(Fault) -> Int {
        let wanted = Int(min(Int64(buffer.count), end - offset))
        guard wanted > 0 else { return 0 }
        let got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, wanted, off_t(offset)) }
        guard got >= 0 else { throw Fault(.missing, "files.unreadable", "Can't read \(path): \(String(cString: strerror(errno))).") }
        return got
    }
}
