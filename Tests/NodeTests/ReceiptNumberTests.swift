import Access
import JSON
import Node
import Postgres
import RetailCore
import SyncProtocol
import Testing

@Suite(.timeLimit(.minutes(5))) struct ReceiptNumberTests {
    /// Flagged is not corrupt: the books say what is out of turn, and agree with themselves.
    @Test func whatIsOutOfTurnIsFlaggedAndTheBooksAreSound() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let numbers: [Int64] = [1, 5, 3, 3, 2, 6]
        let sales = numbers.enumerated().map { index, number in
            let body = Bodies.sale(shop.products[0]).dropFirst()
            return Op(Int64(index + 1), "sale.complete/1", #"{"receipt_number":\#(number),\#(body)"#)
        }
        let verdicts = try await device.push(sales)
        #expect(verdicts.map(\.flags) == [[], ["receipt_gap"], ["receipt_late"], ["receipt_repeated"], ["receipt_late"], []])
        try await shop.expectSoundBooks()
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            transaction.queue(.generated("UPDATE @.sale SET flags = '{}' WHERE flags = '{receipt_repeated}'"))
            try transaction.commit()
        }
        #expect(try await shop.call("GET", "/v1/reports/proof").has(200).json().bool("ok") == false)
    }

    /// What was pushed before the missing numbers were kept: they are worked out from the sales.
    @Test func gapsOfBeforeAreKnown() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let update = try MigrationText.statement(of: "first-change", from: "UPDATE @.receipt_series")
        func sale(_ seq: Int64, _ number: Int64) -> Op {
            Op(seq, "sale.complete/1", #"{"receipt_number":\#(number),\#(Bodies.sale(shop.products[0]).dropFirst())"#)
        }
        _ = try await device.push([sale(1, 3), sale(2, 4), sale(3, 9), sale(4, 6)])
        let kept = "SELECT count(*) FROM @.receipt_series WHERE missing = '1-2 5-5 7-8'"
        #expect(try await shop.count(kept) == 1)
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            transaction.queue(.generated("UPDATE @.receipt_series SET missing = ''"))
            transaction.queue(.generated(update))
            try transaction.commit()
        }
        #expect(try await shop.count(kept) == 1)
    }
}
