package import JSON
package import RetailCore

extension PickRule: WireEnum {}
extension Pick.How: WireEnum {}

extension UnitCost: WireValue {
    /// ± 10^18 millionths of a minor unit: a million million minor units for a whole unit.
    package static let bounds: ClosedRange<Int64> = -1_000_000_000_000_000_000...1_000_000_000_000_000_000

    package static var schema: Schema { .integer(bounds) }
    package static func sample() -> UnitCost { .zero }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> UnitCost {
        if case .range = bound { return UnitCost(microMinor: try Int64.read(value, bound)) }
        return UnitCost(microMinor: try Int64.read(value, .range(bounds)))
    }

    package func write(to writer: inout JSONWriter) { writer.integer(microMinor) }
}

extension OrderRule: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let most = Quantity.bounds.upperBound
        try self.init(
            orderUpTo: fields.required("order_up_to_milli", .none, "On hand, ordered, less what is promised."),
            packSize: fields.required("pack_size_milli", default: .one, .range(1...most), "Only whole packs are delivered."),
            minimum: fields.required("minimum_milli", default: .zero, .range(0...most), "The least that is delivered."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("order_up_to_milli", orderUpTo)
        writer.member("pack_size_milli", packSize)
        writer.member("minimum_milli", minimum)
    }
}

extension ShelfLifeRule: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(
            minimumDays: fields.required("minimum_days", .range(0...36_500), "From receipt to expiry."),
            minimumShare: fields.required(
                "minimum_share", default: 0, .range(0...10_000), "Of the life from production on, in hundredths of a percent."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("minimum_days", minimumDays)
        writer.member("minimum_share", minimumShare)
    }
}

extension ReorderPoint {
    package func members(_ writer: inout JSONWriter) {
        writer.member("safety_stock_milli", safetyStock)
        writer.member("lead_time_demand_milli", leadTimeDemand)
        writer.member("position_milli", position)
    }
}

extension TransitBalance {
    package func members(_ writer: inout JSONWriter) {
        writer.member("dispatched_milli", dispatched)
        writer.member("received_milli", received)
        writer.member("rejected_milli", rejected)
        writer.member("lost_milli", lost)
        writer.member("open_milli", open)
    }
}
