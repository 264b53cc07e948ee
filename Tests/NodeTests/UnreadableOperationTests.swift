import JSON
import RetailCore
import SyncProtocol
import Testing

/// What can't be read of one operation is that operation's matter alone.
@Suite(.timeLimit(.minutes(5))) struct UnreadableOperationTests {
    static let faults: [(member: String, value: String)] = [
        ("occurred_at", #""yesterday""#), ("occurred_at", "null"), ("group", "7"), ("group_size", "2"), ("type", "7"), ("type", #""x""#),
        ("seq", #""two""#), ("seq", "0"), ("seq", "9223372036854775808"), ("id", #""7""#), ("id", "null"),
        ("id", #""00000000-0000-0000-0000-000000000000""#), ("body", "null"), ("more", "1"),
    ]

    @Test(arguments: faults) func itGetsItsVerdictAndTheOthersAreJudged(_ member: String, _ value: String) async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let good = Op.sale(2, shop.products[0]).json
        let known = good.firstMatch(of: try Regex(#""\#(member)":("[^"]*"|[0-9]+|\{.*\}(?=\}$))"#))
        let field = #""\#(member)":\#(value)"#
        let bad = known.map { good.replacingCharacters($0.range, field) } ?? "{\(field),\(good.dropFirst())"
        let operations = [Op.sale(1, shop.products[0]).json, bad, Op.sale(3, shop.products[0]).json].joined(separator: ",")
        let push = #"{"operations":[\#(operations)]}"#
        for round in 1...2 {
            let answer = try await shop.call("POST", "/v1/sync/push", push, token: device.token).has(200)
            let verdicts = try PushReply.read(try answer.json()).verdicts
            // What can be told to be a sale has happened, and is kept for somebody to look at.
            let bad: VerdictStatus = ["type", "id"].contains(member) ? .rejected : .held
            #expect(verdicts.map { $0.first ?? $0.status } == [.applied, bad, .applied], "\(round): \(answer.text)")
            let place = member == "body" ? "body" : "operations[1]"
            #expect(verdicts[1].detail?.contains(place) == true, "\(verdicts[1].detail ?? "")")
        }
        #expect(try await shop.onHand(shop.products[0]) == -2000)
        #expect(try await device.push([.sale(4, shop.products[0])])[0].status == .applied)
        try await shop.expectSoundBooks()
    }

    @Test func whatCantBeReadAtAllIsStillOneOfAList() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        for (index, bad) in ["7", "null", "[]", "{}"].enumerated() {
            let seq = Int64(index) * 2 + 1
            let push = #"{"operations":[\#(bad),\#(Op.sale(seq + 1, shop.products[0]).json)]}"#
            let answer = try await shop.call("POST", "/v1/sync/push", push, token: device.token).has(200)
            #expect(try PushReply.read(try answer.json()).verdicts.map(\.status) == [.rejected, .applied], "\(bad): \(answer.text)")
        }
        let alone = try await shop.call("POST", "/v1/sync/push", #"{"operations":[{}]}"#, token: device.token).has(200)
        #expect(try PushReply.read(try alone.json()).verdicts.map(\.status) == [.rejected])
        #expect(try await shop.call("POST", "/v1/sync/push", #"{"operations":7}"#, token: device.token).status == 400)
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
