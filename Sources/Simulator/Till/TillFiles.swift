import Glibc
import JSON
package import RetailCore

/// What simulated tills keep between runs: `<folder>/<till>.device.json` (who it is, once) and `<till>.progress.json` (how far it is).
///
/// Apart, because they differ in what losing them costs: a lost token needs a new device, a lost count only sends again what
/// the server answers as duplicates. So the first is synced to the disk, and the second is replaced thousands of times without.
package struct TillFiles: Sendable {
    let folder: String

    /// - Throws: `files.unwritable`.
    package init(folder: String) throws(Fault) {
        self.folder = folder
        try AtomicFile.makeFolders(folder)
    }

    package func identity(_ till: String) -> TillIdentity? {
        guard let bytes = AtomicFile.read("\(folder)/\(till).device.json"), let value = try? JSONDocument(bytes).root else { return nil }
        guard let device: ID<Device> = try? value.id("device_id"), let token = try? value.text("token"),
            let epoch: ID<Epoch> = try? value.id("epoch"),
            let streams = try? value.list("streams")
        else { return nil }
        return TillIdentity(device: device, token: Secret(token), epoch: epoch, streams: streams.compactMap { try? $0.string() })
    }

    package func save(_ identity: TillIdentity, _ till: String) throws(Fault) {
        var writer = JSONWriter()
        writer.object {
            $0.member("device_id", identity.device)
            $0.member("token", identity.token.exposed)
            $0.member("epoch", identity.epoch)
            $0.member("streams", identity.streams)
        }
        // The count belongs to the device before, and goes first: the other way about a crash between would skip operations.
        unlink("\(folder)/\(till).progress.json")
        try AtomicFile.write(writer.bytes, to: "\(folder)/\(till).device.json", isDurable: true)
    }

    /// The seq that was last acknowledged to this device; 0 where nothing is known, which is always safe.
    package func acknowledged(_ till: String, by device: ID<Device>) -> Int64 {
        guard let bytes = AtomicFile.read("\(folder)/\(till).progress.json"), let value = try? JSONDocument(bytes).root,
            let owner: ID<Device> = try? value.id("device_id"), owner == device
        else { return 0 }
        return (try? value.count("acknowledged_seq")) ?? 0
    }

    /// - Parameter cursors: how far the till has followed its streams.
    package func save(acknowledged: Int64, cursors: [String: Int64], _ till: String, by device: ID<Device>) throws(Fault) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("device_id", device)
            writer.member("acknowledged_seq", acknowledged)
            writer.memberObject("cursors") { list in
                for (stream, position) in cursors.sorted(by: { $0.key < $1.key }) { list.member(named: stream, String(position)) }
            }
        }
        try AtomicFile.write(writer.bytes, to: "\(folder)/\(till).progress.json", isDurable: false)
    }
}
