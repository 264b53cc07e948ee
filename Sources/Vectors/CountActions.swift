import JSON
import RetailCore
import TradeJSON

private enum Arrival: String, WireEnum {
    case movement, count
}

private enum TransitStep: String, WireEnum {
    case dispatch, receive, reject, lose
}

extension StockVectors {
    static func countStock(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let arrivals: [JSONValue] = try given.required("arrivals")
        var stock = CountedStock()
        for arrival in arrivals { try record(arrival, &stock) }
        let instants: [Instant] = try given.required("at")
        var onHand: [Quantity] = []
        for instant in instants { onHand.append(try stock.onHand(at: instant)) }
        var variances: [(id: ID<CountedStock.Count>, variance: CountedStock.Variance)] = []
        for count in stock.counts {
            if let variance = try stock.variance(of: count.id) { variances.append((count.id, variance)) }
        }
        return JSONWriter.object {
            $0.member("on_hand_milli", onHand)
            $0.member("variances", of: variances) {
                $1.member("id", $0.id)
                $1.member("expected_milli", $0.variance.expected)
                $1.member("difference_milli", $0.variance.difference)
            }
        }
    }

    private static func record(_ arrival: JSONValue, _ stock: inout CountedStock) throws(Fault) {
        var fields = try Fields(arrival)
        let kind: Arrival = try fields.required("kind")
        let occurredAt: Instant = try fields.required("occurred_at")
        let quantity: Quantity = try fields.required("quantity_milli")
        switch kind {
        case .movement:
            try stock.record(CountedStock.Movement(id: fields.required("id"), occurredAt: occurredAt, quantity: quantity))
        case .count:
            try stock.record(CountedStock.Count(id: fields.required("id"), occurredAt: occurredAt, counted: quantity))
        }
        try fields.finish()
    }

    static func transit(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let steps: [JSONValue] = try given.required("steps")
        var balance = TransitBalance()
        var faults: [String?] = []
        for step in steps {
            var fields = try Fields(step)
            let kind: TransitStep = try fields.required("kind")
            let quantity: Quantity = try fields.required("quantity_milli")
            try fields.finish()
            faults.append(
                code { () throws(Fault) in
                    switch kind {
                    case .dispatch: try balance.dispatch(quantity)
                    case .receive: try balance.receive(quantity)
                    case .reject: try balance.reject(quantity)
                    case .lose: try balance.lose(quantity)
                    }
                })
        }
        return JSONWriter.object {
            $0.member("faults", nullable: faults)
            balance.members(&$0)
        }
    }

    static func balanceProof(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let proof = try BalanceProof(ledger: rows("ledger", &given), balances: rows("balances", &given))
        return JSONWriter.object {
            $0.member("discrepancies", of: proof.discrepancies) {
                $1.member("key", $0.key)
                $1.member("ledger_milli", $0.ledger)
                $1.member("balance_milli", $0.balance)
            }
        }
    }

    private static func rows(_ name: StaticString, _ given: inout Fields) throws(Fault) -> [(key: String, quantity: Quantity)] {
        let values: [JSONValue] = try given.required(name)
        var rows: [(key: String, quantity: Quantity)] = []
        for value in values {
            var fields = try Fields(value)
            rows.append((try fields.required("key"), try fields.required("quantity_milli")))
            try fields.finish()
        }
        return rows
    }
}
