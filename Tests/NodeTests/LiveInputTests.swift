import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// What comes over the live socket: bounded before anybody is known, and kept only where it can be read again.
@Suite(.timeLimit(.minutes(5))) struct LiveInputTests {
    private func hello(_ device: Device, _ cursors: String = "{}") -> String {
        #"{"type":"hello","token":"\#(device.token)","cursors":\#(cursors)}"#
    }

    private func open(_ shop: Shop, _ device: Device) async throws -> LiveSocket {
        let socket = try await LiveSocket.open(shop.node.port)
        try socket.send(hello(device))
        #expect(try await socket.next().contains("welcome"))
        return socket
    }

    @Test func nothingLongIsReadBeforeTheWelcome() async throws {
        let shop = try await Shop.open(products: 0)
        let device = try await shop.enrol()
        let socket = try await LiveSocket.open(shop.node.port)
        try socket.send(hello(device, "{}" + String(repeating: " ", count: 9000)))
        #expect(try await socket.closeCode() == 4012)
    }

    @Test func aLongPushIsTakenAndOthersOfItsLengthAreNot() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let operations = (1...120).map { Op.sale(Int64($0), shop.products[0]).json }.joined(separator: ",")
        let socket = try await open(shop, device)
        try socket.send(#"{"type":"push","request":{"operations":[\#(operations)]}}"#)
        #expect(try await socket.next().contains("pushed"))
        #expect(try await shop.onHand(shop.products[0]) == -120_000)
        try socket.send(#"{"type":"ack","cursors":{}\#(String(repeating: " ", count: 70_000))}"#)
        #expect(try await socket.closeCode() == 4012)
    }

    private static let strange = [
        #"{"catalog =-9223372036854775808 x":"1"}"#, #"{"a\u0000b":"1"}"#, #"{"":"1"}"#,
        #"{"store:019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e":"1"}"#, #"{"catalog":"-1"}"#, #"{"catalog":"9223372036854775808"}"#,
        #"{"Catalog":"1"}"#,
    ]

    @Test func anAckNamesTheDevicesOwnStreamsOrIsRefused() async throws {
        let shop = try await Shop.open(products: 0)
        let device = try await shop.enrol()
        for cursors in LiveInputTests.strange {
            let socket = try await open(shop, device)
            try socket.send(#"{"type":"ack","cursors":\#(cursors)}"#)
            #expect(try await socket.closeCode() == 4012, "\(cursors)")
        }
        // What a decent device says is written, and nothing of the other.
        let decent = try await shop.enrol()
        let socket = try await open(shop, decent)
        try socket.send(#"{"type":"ack","cursors":{"catalog":"1"}}"#)
        try await until { try await shop.count("SELECT count(*) FROM @.device_seen WHERE cursors = 'catalog=1'") == 1 }
        #expect(try await shop.count("SELECT count(*) FROM @.device_seen") == 1)
        #expect(try await shop.call("GET", "/v1/sync/status").status == 200)
    }
}
