import JSON
import RetailCore
import TradeJSON

extension TenderVectors {
    static func settle(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let settlement = try SettlementRequest(&given).settlement()
        return JSONWriter.object { settlement.members(&$0) }
    }

    static func suggestCash(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let amounts = Tendered.cashSuggestions(
            for: try given.required("due_minor"), notes: try given.required("notes_minor"), limit: try given.required("limit"))
        return JSONWriter.object { $0.member("amounts_minor", amounts) }
    }
}
