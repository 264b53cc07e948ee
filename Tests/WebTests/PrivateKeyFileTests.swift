import Foundation
import RetailCore
import Testing

@testable import Web

@Suite struct PrivateKeyFileTests {
    @Test(arguments: [
        (0o600, nil), (0o400, nil), (0o640, "server.tls-key-readable"), (0o604, "server.tls-key-readable"),
        (0o620, "server.tls-key-readable"),
    ])
    func refusesAKeyThatOthersMayRead(_ mode: Int, _ code: String?) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UInt64.random(in: 0 ... .max))").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data("key".utf8), attributes: [.posixPermissions: mode]))
        var found: String?
        do throws(Fault) { try PrivateKeyFile.check(path) } catch { found = error.code }
        #expect(found == code)
    }

    @Test func saysThatAKeyIsNotThere() {
        let fault = #expect(throws: Fault.self) { try PrivateKeyFile.check("/nowhere/key.pem") }
        #expect(fault?.code == "server.tls-files")
    }
}
