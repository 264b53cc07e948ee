import Glibc
import RetailCore

/// A file that is either the old one or the new one, whenever the process dies. Readable by its owner only: tokens stand in some.
enum AtomicFile {
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &part, part.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: part[..<count])
        }
    }

    /// - Parameter isDurable: it is to survive a power cut too, not only the process.
    static func write(_ bytes: [UInt8], to path: String, isDurable: Bool) throws(Fault) {
        let partial = path + ".partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open", partial) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let fault = failure("write", partial)
                close(descriptor)
                throw fault
            }
            offset += count
        }
        if isDurable { fsync(descriptor) }
        close(descriptor)
        guard rename(partial, path) == 0 else { throw failure("rename", partial) }
        if isDurable { syncFolder(of: path) }
    }

    static func makeFolders(_ path: String) throws(Fault) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder", made) }
        }
    }

    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ what: String, _ path: String) -> Fault {
        Fault(.broken, "files.unwritable", "Can't \(what) \(path): \(String(cString: strerror(errno))).")
    }
}
