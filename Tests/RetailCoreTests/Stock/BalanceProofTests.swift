import RetailCore
import TestSupport
import Testing

@Suite struct BalanceProofTests {
    private func rows(_ pairs: [(String, Int64)]) -> [(key: String, quantity: Quantity)] { pairs.map { ($0.0, Quantity(milli: $0.1)) } }

    @Test func namesEachBalanceThatIsNotWhatTheLedgerSays() throws {
        let ledger = rows([("b", 5), ("a", 10), ("b", -5), ("c", 3), ("a", -4), ("d", 1)])
        #expect(try BalanceProof(ledger: ledger, balances: rows([("a", 6), ("c", 3), ("d", 1)])).discrepancies.isEmpty)
        let proof = try BalanceProof(ledger: ledger, balances: rows([("e", 2), ("a", 7), ("c", 3), ("b", 0)]))
        #expect(proof.discrepancies.map(\.key) == ["a", "d", "e"])
        #expect(proof.discrepancies.map { [$0.ledger.milli, $0.balance.milli] } == [[6, 7], [1, 0], [0, 2]])
    }

    @Test func aSumThatDoesNotFitIsAnError() throws {
        #expect(
            faultCode { () throws(Fault) in try BalanceProof(ledger: rows([("a", .max), ("a", 1)]), balances: rows([])) }
                == "quantity.overflow")
        #expect(try BalanceProof(ledger: rows([("a", .max), ("a", 1), ("a", -1)]), balances: rows([("a", .max)])).discrepancies.isEmpty)
    }
}
