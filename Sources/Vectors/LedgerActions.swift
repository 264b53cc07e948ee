import JSON
import RetailCore
import TradeJSON

extension ValueEntry.Kind: WireEnum {}

extension TenderVectors {
    static func valueLedger(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let entries: [JSONValue] = try given.required("entries")
        var ledger = ValueLedger()
        var faults: [String?] = []
        for entry in entries {
            var fields = try Fields(entry)
            // When it happened decides nothing, so the cases leave it out.
            let entry = ValueEntry(
                id: try fields.required("id"), kind: try fields.required("kind"), amount: try fields.required("amount_minor"),
                of: try fields.optional("of"), at: Instant(microseconds: 0))
            try fields.finish()
            faults.append(code { () throws(Fault) in try ledger.record(entry) })
        }
        return JSONWriter.object {
            $0.member("faults", nullable: faults)
            $0.member("balance_minor", ledger.balance)
            $0.member("held_minor", ledger.held)
            $0.member("available_minor", ledger.available)
        }
    }

    static func pointsLedger(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let entries: [PointsEntry] = try given.required("entries")
        var ledger = PointsLedger()
        var faults: [String?] = []
        for entry in entries { faults.append(code { () throws(Fault) in try ledger.record(entry) }) }
        let day: Day = try given.required("on")
        let (balance, available) = (try ledger.balance(), try ledger.available(on: day))
        // An id that no entry of the cases has.
        let expiring = try ledger.expiring(id: ID(high: .max, low: .max), on: day)
        return JSONWriter.object {
            $0.member("faults", nullable: faults)
            $0.member("balance", balance)
            $0.member("available", available)
            $0.member("running_out", expiring?.points ?? .zero)
        }
    }
}
