import Glibc
package import RetailCore
import Secrets
import Synchronization

/// What this node has sealed, kept where the database can't reach: so a trail that was cut together with its seals is noticed.
///
/// A file per chain of shops: `last <number> <hash>`, a line `lost <number> <hash>` for each seal that was gone when it was looked for, and
/// `accepted <number> <hash>`.
package final class AuditMemory: Sendable {
    package struct Seal: Sendable, Equatable {
        package var number: Int64
        package var hash: [UInt8]

        package init(number: Int64, hash: [UInt8]) { (self.number, self.hash) = (number, hash) }
    }

    private struct Entry: Sendable {
        var last: Seal?
        var lost: [Seal] = []
        /// The seal that somebody let stand though it does not fit what it covers.
        var accepted: Seal?
    }

    private let folder: String?
    /// Of a process that has no folder; else the files are read each time, for a command may have changed them.
    private let entries = Mutex<[ID<Tenant>: Entry]>([:])

    /// - Parameter folder: nil keeps it in the process alone.
    package init(folder: String?) {
        self.folder = folder
        if let folder { mkdir(folder, 0o700) }
    }

    package func last(_ tenant: ID<Tenant>) -> Seal? { entry(tenant).last }
    package func lost(_ tenant: ID<Tenant>) -> [Seal] { entry(tenant).lost }
    func hasAccepted(_ seal: Seal, _ tenant: ID<Tenant>) -> Bool { entry(tenant).accepted == seal }

    package func remember(_ tenant: ID<Tenant>, _ seal: Seal) { change(tenant) { $0.last = seal } }

    /// The last seal is not in the database any more. What comes now is remembered anew; this is not forgotten.
    ///
    /// - Returns: whether that is news.
    package func lose(_ tenant: ID<Tenant>) -> Bool {
        change(tenant) { entry in
            guard let last = entry.last else { return false }
            entry.last = nil
            guard !entry.lost.contains(last), entry.lost.count < 100 else { return false }
            entry.lost.append(last)
            return true
        }
    }

    /// Somebody who answers for the machine says that it is all right: a back-up was restored on purpose. Sealing goes on from `last`.
    package func acknowledge(_ tenant: ID<Tenant>, upTo last: Seal?) { change(tenant) { ($0.lost, $0.accepted) = ([], last) } }

    private func entry(_ tenant: ID<Tenant>) -> Entry {
        entries.withLock { entries in folder == nil ? entries[tenant] ?? Entry() : read(tenant) }
    }

    @discardableResult private func change<Value: Sendable>(_ tenant: ID<Tenant>, _ body: (inout Entry) -> Value) -> Value {
        entries.withLock { entries in
            var entry = folder == nil ? entries[tenant] ?? Entry() : read(tenant)
            let value = body(&entry)
            if folder == nil { entries[tenant] = entry } else { write(entry, tenant) }
            return value
        }
    }

    // MARK: - The file

    private func read(_ tenant: ID<Tenant>) -> Entry {
        var entry = Entry()
        guard let folder, let file = fopen("\(folder)/\(tenant)", "r") else { return entry }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 200)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let words = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
            guard words.count == 3, let number = Int64(words[1]), let hash = Hexadecimal.bytes(words[2].prefix { $0 != "\n" }) else {
                continue
            }
            if words[0] == "last" { entry.last = Seal(number: number, hash: hash) }
            if words[0] == "accepted" { entry.accepted = Seal(number: number, hash: hash) }
            if words[0] == "lost" { entry.lost.append(Seal(number: number, hash: hash)) }
        }
        return entry
    }

    /// Beside its place and renamed: a file that is cut off half way would say that nothing was sealed.
    private func write(_ entry: Entry, _ tenant: ID<Tenant>) {
        guard let folder else { return }
        let path = "\(folder)/\(tenant)"
        // Nodes of one machine may share the folder.
        let beside = "\(path).\(getpid()).new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return }
        var text = entry.last.map { "last \($0.number) \(Hexadecimal.text($0.hash))\n" } ?? ""
        for seal in entry.lost { text += "lost \(seal.number) \(Hexadecimal.text(seal.hash))\n" }
        if let seal = entry.accepted { text += "accepted \(seal.number) \(Hexadecimal.text(seal.hash))\n" }
        let bytes = Array(text.utf8)
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        if written == bytes.count { rename(beside, path) }
    }
}
