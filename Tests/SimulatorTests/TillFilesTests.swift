import Glibc
import RetailCore
import Testing

@testable import Simulator

@Suite struct TillFilesTests {
    private let sample: SampleJourney
    private let files: TillFiles
    private let identity = TillIdentity(
        device: ID(high: 1, low: 1), token: Secret("rd_secret\"\\"), epoch: ID(high: 2, low: 2), streams: ["catalog", "store:x"])

    init() throws {
        sample = try SampleJourney()
        files = try TillFiles(folder: "\(sample.folder)/.state/a@b:1")
    }

    @Test func whatIsSavedComesBack() throws {
        try files.save(identity, "7")
        try files.save(acknowledged: 42, cursors: ["store:x": 9], "7", by: identity.device)
        let back = try #require(files.identity("7"))
        #expect(back.device == identity.device)
        #expect(back.token.exposed == identity.token.exposed)
        #expect(back.epoch == identity.epoch)
        #expect(back.streams == identity.streams)
        #expect(files.acknowledged("7", by: identity.device) == 42)
        #expect(files.identity("8") == nil)
    }

    @Test func theCountOfAnotherDeviceIsNotBelieved() throws {
        try files.save(acknowledged: 42, cursors: [:], "7", by: identity.device)
        #expect(files.acknowledged("7", by: ID(high: 1, low: 2)) == 0)
        try files.save(identity, "7")
        #expect(files.acknowledged("7", by: identity.device) == 0)
    }

    @Test(arguments: ["", "{", "{\"device_id\":7}", "[]"]) func whatCantBeReadIsAsIfItWereNotThere(_ text: String) throws {
        try files.save(identity, "7")
        for name in ["7.device.json", "7.progress.json"] {
            try AtomicFile.write(Array(text.utf8), to: "\(files.folder)/\(name)", isDurable: false)
        }
        #expect(files.identity("7") == nil)
        #expect(files.acknowledged("7", by: identity.device) == 0)
    }

    @Test func tokensAreForTheOwnerOnly() throws {
        try files.save(identity, "7")
        var status = stat()
        #expect(stat("\(files.folder)/7.device.json", &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
        #expect(stat(files.folder, &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
    }
}
