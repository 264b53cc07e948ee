import JSON
import RetailCore
import TradeJSON

extension StockVectors {
    static func pick(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let batches: [JSONValue] = try given.required("batches")
        var offered: [BatchOnHand] = []
        for batch in batches { offered.append(try read(batch)) }
        let picked = Pick(
            try given.required("wanted_milli"), from: offered, scanned: try given.optional("scanned"), rule: try given.required("rule"),
            onDay: try given.required("day"), minimumDaysLeft: try given.required("minimum_days_left"))
        return JSONWriter.object {
            $0.member("parts", of: picked.parts) {
                $1.member("batch", $0.batch)
                $1.member("quantity_milli", $0.quantity)
                $1.member("how", $0.how)
            }
            $0.member("missing_milli", picked.missing)
            $0.member("scanned_expired", picked.scannedIsExpired)
            $0.member("scanned_blocked", picked.scannedIsBlocked)
            $0.member("scanned_unknown", picked.scannedIsUnknown)
        }
    }

    private static func read(_ batch: JSONValue) throws(Fault) -> BatchOnHand {
        var fields = try Fields(batch)
        let offered = BatchOnHand(
            batch: try fields.required("batch"), expiry: try fields.optional("expiry"), receivedAt: try fields.required("received_at"),
            onHand: try fields.required("on_hand_milli"), isBlocked: try fields.required("blocked"))
        try fields.finish()
        return offered
    }

    static func expiryStage(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let stages = try ExpiryStages(days: given.required("stages"))
        let expiry: Day? = try given.optional("expiry")
        let day: Day = try given.required("day")
        let reached = stages.reached(by: expiry, after: try given.optional("seen"), on: day)
        return JSONWriter.object {
            $0.member("stage", word(for: stages.stage(of: expiry, on: day)))
            $0.member("reached", reached.map(word))
        }
    }

    private static func word(for stage: ExpiryStages.Stage) -> String {
        switch stage {
        case .fresh: "fresh"
        case .within(let days): "within_\(days)"
        case .expired: "expired"
        }
    }

    static func receive(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let rule = try ShelfLifeRule(&given)
        let expiry: Day? = try given.optional("expiry")
        let produced: Day? = try given.optional("produced")
        let verdict = rule.verdict(expiry: expiry, produced: produced, receivedOn: try given.required("day"))
        return JSONWriter.object {
            switch verdict {
            case .accepted: $0.member("verdict", "accepted")
            case .expired: $0.member("verdict", "expired")
            case .tooShort(let missing):
                $0.member("verdict", "too_short")
                $0.member("missing_days", missing)
            }
        }
    }
}
