/// At which stock a product has to be ordered so that it lasts until the order arrives.
///
/// Safety stock is z · √(L·σd² + d²·σL²), with a demand of d ± σd a day and a lead time of L ± σL days, both taken as normal and
/// independent (Silver, Pyke and Thomas, "Inventory and Production Management in Supply Chains"; Chopra and Meindl, "Supply Chain
/// Management", on safety inventory). Whole numbers all the way: each platform gets the same thousandths.
public struct ReorderPoint: Hashable, Sendable {
    /// Rounded up to a thousandth.
    public let safetyStock: Quantity
    /// d·L, rounded up to a thousandth.
    public let leadTimeDemand: Quantity
    /// Their sum: at this position or below it is time to order.
    public let position: Quantity

    /// - Parameter leadTimeCentidays: hundredths of a day from ordering to having; `leadTimeDeviationCentidays` its standard deviation.
    ///   Both 0 … 36,500.
    /// - Throws: `reorder.out-of-range` (`unprocessable`).
    public init(
        demand: DailyDemand, leadTimeCentidays: Int64, leadTimeDeviationCentidays: Int64 = 0, serviceLevel: ServiceLevel
    ) throws(Fault) {
        let bounds: ClosedRange<Int64> = 0...36_500
        guard bounds.contains(leadTimeCentidays), bounds.contains(leadTimeDeviationCentidays) else { throw DailyDemand.outOfRange }
        func square(_ number: Int64) -> UInt128 { UInt128(number.magnitude) * UInt128(number.magnitude) }
        // 10,000 times the variance in thousandths squared: below 1.4 · 10^29, and below 2 · 10^38 with z², inside 128 bits.
        let byDemand = 100 * UInt128(leadTimeCentidays) * square(demand.deviation.milli)
        let byLeadTime = square(demand.mean.milli) * square(leadTimeDeviationCentidays)
        let scaled = ceilingSquareRoot(square(serviceLevel.z) * (byDemand + byLeadTime))
        safetyStock = try Quantity(exactly: Int128((scaled + 999_999) / 1_000_000))
        leadTimeDemand = try Quantity(
            exactly: RoundingMode.up.quotient(of: Int128(demand.mean.milli) * Int128(leadTimeCentidays), by: 100))
        position = try safetyStock.adding(leadTimeDemand)
    }
}
