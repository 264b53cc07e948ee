import Glibc
import RetailCore

/// A private key that others can read is nobody's.
enum PrivateKeyFile {
    /// - Throws: `server.tls-key-readable` (500) where the file's group or everybody may read or write it, `server.tls-files` (500) where
    ///   it is not there.
    static func check(_ path: String) throws(Fault) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Fault(.broken, "server.tls-files", "The key \(path) can't be read: \(String(cString: strerror(errno))).")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Fault(
                .broken, "server.tls-key-readable",
                "The key \(path) may be read by others than its owner (mode \(String(status.st_mode & 0o777, radix: 8))): chmod 600 \(path)."
            )
        }
    }
}
