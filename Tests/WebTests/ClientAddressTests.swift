import NIOCore
import NIOHTTP1
import Testing

@testable import Web

@Suite struct ClientAddressTests {
    private func find(_ headers: [(String, String)], trusted: [String] = ["10.0.0.0/8", "2001:db8:1::/48"]) throws -> String {
        let peer = try #require(NetworkAddress("10.0.0.1"))
        return ClientAddress.find(HTTPHeaders(headers), peer: peer, trusted: trusted.compactMap(AddressRange.init)).text
    }

    @Test(arguments: [
        ([("X-Forwarded-For", "192.0.2.7")], "192.0.2.7"),
        // What a client writes stands in front of what proxies append.
        ([("X-Forwarded-For", "1.1.1.1, 192.0.2.7")], "192.0.2.7"), ([("X-Forwarded-For", "192.0.2.7, 10.0.0.2")], "192.0.2.7"),
        ([("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "192.0.2.7")], "192.0.2.7"),
        ([("X-Forwarded-For", "192.0.2.7:4711")], "192.0.2.7"), ([("X-Forwarded-For", " [2001:db8::1]:4711 ")], "2001:db8::1"),
        ([("X-Forwarded-For", "2001:db8::1, 2001:db8:1::9")], "2001:db8::1"), ([("X-Forwarded-For", "garbage")], "10.0.0.1"),
        ([("X-Forwarded-For", "garbage, 10.0.0.3")], "10.0.0.3"), ([("X-Forwarded-For", "")], "10.0.0.1"),
        ([("X-Forwarded-For", "10.0.0.5, 10.0.0.4")], "10.0.0.5"),
        ([("Forwarded", "for=192.0.2.7;proto=https")], "192.0.2.7"),
        ([("Forwarded", "For=\"[2001:db8::1]:4711\", for=10.0.0.2;by=10.0.0.1")], "2001:db8::1"),
        ([("Forwarded", "for=unknown")], "10.0.0.1"),
        ([("Forwarded", "for=192.0.2.7"), ("X-Forwarded-For", "192.0.2.7")], "192.0.2.7"),
        // A proxy that writes one and passes the other on lets its clients choose: neither is believed.
        ([("Forwarded", "for=192.0.2.8"), ("X-Forwarded-For", "192.0.2.7")], "10.0.0.1"), ([], "10.0.0.1"),
    ])
    func takesTheLastHopThatIsNoProxy(_ headers: [(String, String)], _ client: String) throws {
        #expect(try find(headers) == client)
    }

    @Test func countsASubscriberOfIPv6AsOne() throws {
        let one = try #require(NetworkAddress("2001:db8:1:2:3:4:5:6"))
        let two = try #require(NetworkAddress("2001:db8:1:2:ffff::1"))
        let other = try #require(NetworkAddress("2001:db8:1:3::1"))
        #expect(one.subscriber == two.subscriber && one.subscriber != other.subscriber)
        #expect(try #require(NetworkAddress("192.0.2.1")).subscriber != #require(NetworkAddress("192.0.2.2")).subscriber)
        #expect(NetworkAddress("::ffff:192.0.2.1") == NetworkAddress("192.0.2.1"))
    }

    @Test(arguments: ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "host", "", "::/129", "10.0.0/8"])
    func refusesWhatIsNoRange(_ text: String) { #expect(AddressRange(text) == nil) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
        ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
    ])
    func knowsWhoIsInARange(_ range: String, _ address: String, _ isIn: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(#require(NetworkAddress(address))) == isIn)
    }

    @Test func givesAShareBackWithItsLastUser() throws {
        let table = AddressTable(WebSettings())
        var one: AddressShare? = table.share(of: NetworkAddress("192.0.2.1"))
        var two: AddressShare? = table.share(of: NetworkAddress("192.0.2.1"))
        #expect(one === two && table.count == 1)
        one = nil
        #expect(table.count == 1)
        two = nil
        #expect(table.count == 0 && one == nil && two == nil)
    }

    @Test func remembersWhatAnAddressOwesWhenItHasGone() throws {
        var settings = WebSettings()
        settings.refusalsPerSecond = 1
        let table = AddressTable(settings)
        var share: AddressShare? = table.share(of: NetworkAddress("192.0.2.1"))
        let now = NIODeadline.now()
        for _ in 0..<4 { #expect(share?.pace.take(.refusal, at: now) == .nanoseconds(0)) }
        share = nil
        #expect(table.share(of: NetworkAddress("192.0.2.1")).pace.take(.refusal, at: now) == .seconds(1))
        #expect(table.share(of: NetworkAddress("192.0.2.2")).pace.take(.refusal, at: now) == .nanoseconds(0))
        _ = share
    }
}
