import Glibc
import RetailCore

/// A file of the command line, or what is piped in.
enum InputFile {
    private static let most = 256 << 20

    /// A text, without the mark (U+FEFF) that some editors put in front of it.
    ///
    /// - Parameter path: `-` for standard input.
    /// - Throws: `files.unreadable`, `files.too-large`.
    static func read(_ path: String) throws(Fault) -> [UInt8] {
        let file = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }
            bytes += piece[..<count]
            guard bytes.count <= most else { throw Fault(.tooLarge, "files.too-large", "\(path) has more than \(most >> 20) MiB.") }
        }
    }

    /// The files of a folder with this ending, by name; nil where the path is no folder.
    static func list(_ folder: String, ending: String) throws(Fault) -> [String]? {
        guard let directory = opendir(folder) else {
            if errno == ENOTDIR { return nil }
            throw unreadable(folder)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name.hasSuffix(ending), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func unreadable(_ path: String) -> Fault {
        Fault(.missing, "files.unreadable", "Can't read \"\(path)\": \(String(cString: strerror(errno))).")
    }
}
