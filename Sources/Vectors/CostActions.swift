import JSON
import RetailCore
import TradeJSON

/// Whether a step brings goods or takes them.
private enum CostStep: String, WireEnum {
    case receive, issue
}

extension StockVectors {
    static func averageCost(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let steps: [JSONValue] = try given.required("steps")
        var state = AverageCost.none
        var answers: [EncodedJSON] = []
        for step in steps {
            let (quantity, cost): (Quantity, UnitCost?) = try read(step, cost: "unit_cost_micro_minor")
            if let cost {
                let receipt = try state.receiving(quantity, at: cost)
                state = receipt.after
                answers.append(received(covering: receipt.covered, variance: receipt.variance))
            } else {
                let issue = try state.issuing(quantity)
                state = issue.after
                answers.append(issued(cost: issue.cost, uncovered: nil))
            }
        }
        return JSONWriter.object {
            $0.member("steps", answers)
            $0.member("on_hand_milli", state.onHand)
            $0.member("average_micro_minor", state.average)
            $0.member("provisional_micro_minor", state.provisional)
        }
    }

    static func firstInFirstOut(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let steps: [JSONValue] = try given.required("steps")
        var state = FIFOCost()
        var answers: [EncodedJSON] = []
        for step in steps {
            let (quantity, total): (Quantity, Money?) = try read(step, cost: "total_minor")
            if let total {
                let receipt = try state.receiving(quantity, for: total)
                state = receipt.after
                answers.append(received(covering: receipt.covered, variance: receipt.variance))
            } else {
                let issue = try state.issuing(quantity)
                state = issue.after
                answers.append(issued(cost: issue.cost, uncovered: issue.uncovered))
            }
        }
        let (onHand, value) = (try state.onHand(), try state.value())
        var layers: [(left: Quantity, value: Money)] = []
        for layer in state.layers { layers.append((layer.left, try layer.valueLeft())) }
        return JSONWriter.object {
            $0.member("steps", answers)
            $0.member("on_hand_milli", onHand)
            $0.member("value_minor", value)
            $0.member("layers", of: layers) {
                $1.member("left_milli", $0.left)
                $1.member("value_left_minor", $0.value)
            }
        }
    }

    /// How much came or went, and for what came, what it cost.
    private static func read<Cost: WireValue>(_ step: JSONValue, cost name: StaticString) throws(Fault) -> (Quantity, Cost?) {
        var fields = try Fields(step)
        let kind: CostStep = try fields.required("kind")
        let quantity: Quantity = try fields.required("quantity_milli")
        let cost: Cost? = try fields.optional(name)
        guard (kind == .receive) == (cost != nil) else {
            throw Fault.field(name.description, "wrong-step", "A receipt says what it cost, an issue doesn't.")
        }
        try fields.finish()
        return (quantity, cost)
    }

    private static func received(covering covered: Quantity, variance: Money) -> EncodedJSON {
        EncodedJSON(
            JSONWriter.object {
                $0.member("covered_milli", covered)
                $0.member("variance_minor", variance)
            })
    }

    private static func issued(cost: Money, uncovered: Quantity?) -> EncodedJSON {
        EncodedJSON(
            JSONWriter.object {
                $0.member("cost_minor", cost)
                $0.member("uncovered_milli", uncovered)
            })
    }
}
