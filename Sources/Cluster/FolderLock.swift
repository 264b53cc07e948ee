internal import Glibc
internal import RetailCore

/// Held while we run the database in a folder. The kernel lets go of it however we end.
struct FolderLock: ~Copyable {
    private let folder: Int32

    init(_ folders: Folders) throws(Fault) {
        folder = open(folders.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw systemFault("can't open \(folders.root)") }
        guard flock(folder, LOCK_EX | LOCK_NB) == 0 else {
            throw Fault(
                .unavailable, "cluster.folder-in-use",
                "Another server already runs the database in \(folders.root): stop it first, or set RETAIL_DATA to another folder.")
        }
    }

    deinit {
        close(folder)
    }

    consuming func release() {}
}
