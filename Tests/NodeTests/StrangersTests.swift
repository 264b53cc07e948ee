import API
import Node
import RetailCore
import Testing
import Web

/// What the node takes from who is not known, and how many sockets one device has.
@Suite(.timeLimit(.minutes(5))) struct StrangersTests {
    @Test func aDevicesFifthSocketClosesItsOldest() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        var sockets: [LiveSocket] = []
        for _ in 0..<5 {
            let socket = try await LiveSocket.open(shop.node.port)
            try socket.send(#"{"type":"hello","token":"\#(device.token)","cursors":{}}"#)
            #expect(try await socket.next().contains("\"welcome\""))
            sockets.append(socket)
        }
        #expect(try await sockets.removeFirst().closeCode() == 4013)
        // The others live, and hear what happens.
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":123}"#, key: Fresh.id())
            .has(201)
        for socket in sockets { while !(try await socket.next().contains("\"change\"")) {} }
    }

    /// Every endpoint that is not public, by the document: without a token and with one that can't be one it answers 401, whatever else is
    /// wrong with the request, and before the body has come.
    @Test func everyEndpointThatNeedsATokenSaysSoFirst() async throws {
        let shop = try await Shop.open(products: 0)
        let closed = shop.node.services.endpoints.filter { !$0.isPublic }
        #expect(closed.count > 30)
        for endpoint in closed {
            let path = endpoint.path.replacing("{", with: "x").replacing("}", with: "x") + "?nobody=knows"
            for token in ["", "rta_short"] {
                let answer = try await shop.call(endpoint.method.rawValue, path, nil, token: token)
                #expect(answer.status == 401, "\(endpoint.method.rawValue) \(path)")
            }
        }
    }
}
