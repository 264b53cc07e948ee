import Glibc
import RetailCore

/// What a command answers on standard output.
enum Output {
    /// Writes out what is still buffered. An answer that nobody got is no success.
    ///
    /// - Throws: `files.unwritable` where some of it was lost: a full disk, a closed output.
    static func finish() throws(Fault) {
        // Of all streams: the one of Glibc's that is meant is a variable, which Swift doesn't let be read.
        guard fflush(nil) == 0 else {
            throw Fault(.broken, "files.unwritable", "Can't write the answer: \(String(cString: strerror(errno))).")
        }
    }
}
