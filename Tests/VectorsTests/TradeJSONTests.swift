import Foundation
import JSON
import RetailCore
import Testing
import TradeJSON
import Vectors

/// What the trade's types write is what they read, over all that the vectors give them.
@Suite struct TradeJSONTests {
    private func given(_ action: String, in area: String) throws -> [JSONValue] {
        let file = try VectorFile([UInt8](Data(contentsOf: VectorFileTests.folder.appending(path: area + ".json"))))
        let found = file.cases.filter { $0.action == action }.map(\.given)
        try #require(!found.isEmpty, "the vectors of \(area) have no \(action)")
        return found
    }

    private func rewritten<Value: WireValue>(_ value: Value) throws -> Value {
        try Value.read(JSONDocument(JSONWriter.bytes(of: value)).root, .none)
    }

    @Test func settlementsReadBack() throws {
        for value in try given("settle", in: "tender") {
            let request = try SettlementRequest.read(value)
            let again = try rewritten(request)
            #expect(again.due == request.due && again.tenders == request.tenders && again.rules.rounding == request.rules.rounding)
            for kind in TenderKind.allCases { #expect(again.rules[kind] == request.rules[kind]) }
        }
        let twice = #"{"due_minor": 1, "tenders": [], "rules": [{"kind": "cash"}, {"kind": "cash", "pays": false}]}"#
        #expect(throws: Fault.self) { try SettlementRequest.read(JSONDocument(Array(twice.utf8)).root) }
    }

    /// A till names only what differs: the rest of a kind's rule stays as usual for it.
    @Test func aRuleIsReadUponTheUsualOneOfItsKind() throws {
        let text = #"{"due_minor": 1, "tenders": [], "rules": [{"kind": "gift_card", "excess": "limit"}]}"#
        let rules = try SettlementRequest.read(JSONDocument(Array(text.utf8)).root).rules
        #expect(rules[.giftCard] == TenderRule(excess: .limit, needsReference: true))
        #expect(rules[.cash] == TenderRules.standard[.cash])
    }

    @Test func refundsReadBack() throws {
        for value in try given("refund_tenders", in: "tender") {
            let paid = try [PaidTender].read(#require(value["paid"]), .none)
            #expect(try rewritten(paid) == paid)
            var fields = try Fields(value)
            let policy = try RefundPolicy(&fields)
            #expect(try rewritten(policy) == policy)
        }
    }

    @Test func loyaltyReadsBack() throws {
        for value in try given("points_ledger", in: "tender") {
            let entries = try [PointsEntry].read(#require(value["entries"]), .none)
            #expect(try rewritten(entries) == entries)
        }
        for value in try given("tier", in: "tender") {
            var fields = try Fields(value)
            let tiers = try LoyaltyTiers(&fields)
            #expect(try rewritten(tiers) == tiers)
            let activities = try [LoyaltyTiers.Activity].read(#require(value["activities"]), .none)
            #expect(try rewritten(activities) == activities)
        }
        for value in try given("points_earned", in: "tender") {
            var fields = try Fields(value)
            let rule = try EarnRule(&fields)
            #expect(try rewritten(rule) == rule)
            let lines = try [EarnRule.Line].read(#require(value["lines"]), .none)
            #expect(try rewritten(lines) == lines)
        }
        for value in try given("points_most", in: "tender") {
            var fields = try Fields(value)
            let rule = try RedeemRule(&fields)
            #expect(try rewritten(rule) == rule)
        }
    }

    @Test func stockRulesReadBack() throws {
        for value in try given("order", in: "stock") {
            var fields = try Fields(value)
            let rule = try OrderRule(&fields)
            #expect(try rewritten(rule) == rule)
        }
        for value in try given("receiving", in: "stock") {
            var fields = try Fields(value)
            let rule = try ShelfLifeRule(&fields)
            #expect(try rewritten(rule) == rule)
        }
    }
}
