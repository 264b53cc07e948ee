import RetailCore
import TestSupport
import Testing

@Suite struct ReorderTests {
    private func demand(_ mean: Int64, _ deviation: Int64) throws(Fault) -> DailyDemand {
        try DailyDemand(mean: .units(mean), deviation: .units(deviation))
    }

    private func point(_ demand: DailyDemand, days: Int64, deviation: Int64 = 0, level: Int) throws(Fault) -> ReorderPoint {
        try ReorderPoint(
            demand: demand, leadTimeCentidays: days * 100, leadTimeDeviationCentidays: deviation * 100,
            serviceLevel: ServiceLevel(hundredthsOfPercent: level))
    }

    /// Chopra and Meindl, "Supply Chain Management", on safety inventory: 2,500 ± 500 a day, seven days ± seven, 90 %: 22,491; with a lead
    /// time that is certain 1,695. (The book has z with more decimals than four.)
    @Test func safetyStockOfTheTextbook() throws {
        let uncertain = try point(demand(2500, 500), days: 7, deviation: 7, level: 9000)
        #expect((22_490_000...22_493_000).contains(uncertain.safetyStock.milli))
        #expect(try uncertain.leadTimeDemand == .units(17_500))
        #expect(try uncertain.position == uncertain.safetyStock.adding(.units(17_500)))
        let certain = try point(demand(2500, 500), days: 7, level: 9000)
        #expect((1_695_000...1_696_000).contains(certain.safetyStock.milli))
    }

    /// Exact, in thousandths and rounded up: 1.6449 · √(9·4² + 10²·0.5²) = 1.6449 · 13 where all is whole.
    @Test func roundsUpOnceFromTheExactValue() throws {
        let exact = try ReorderPoint(
            demand: demand(10, 4), leadTimeCentidays: 900, leadTimeDeviationCentidays: 50,
            serviceLevel: ServiceLevel(hundredthsOfPercent: 9500)
        )
        #expect(exact.safetyStock.milli == 21_384, "21.3837")
        #expect(try point(demand(10, 4), days: 9, level: 5000).safetyStock == .zero)
        let part = try ReorderPoint(
            demand: DailyDemand(mean: Quantity(milli: 333), deviation: .zero), leadTimeCentidays: 150,
            serviceLevel: ServiceLevel(hundredthsOfPercent: 9500))
        #expect(part.position.milli == 500, "499.5")
    }

    @Test func serviceLevelsBetweenThoseOfTheTableAreTheNextHigher() throws {
        #expect(try ServiceLevel(hundredthsOfPercent: 9500).z == 16_449)
        #expect(try ServiceLevel(hundredthsOfPercent: 9501).z == ServiceLevel(hundredthsOfPercent: 9600).z)
        #expect(try ServiceLevel(hundredthsOfPercent: 9999).z == 37_190)
        for level in [4999, 10_000, .min, .max] {
            #expect(faultCode { () throws(Fault) in try ServiceLevel(hundredthsOfPercent: level) } == "reorder.bad-service-level")
        }
        var last: Int64 = -1
        for level in 5000...9999 {
            let z = try ServiceLevel(hundredthsOfPercent: level).z
            #expect(z >= last)
            last = z
        }
    }

    @Test func demandIsMeanAndSampleDeviation() throws {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares about it 32, over 7: √4.571428 = 2.138089…
        let days: [Int64] = [2, 4, 4, 4, 5, 5, 7, 9]
        let demand = try DailyDemand(days: days.map { Quantity(milli: $0 * 1000) })
        #expect(try demand == DailyDemand(mean: .units(5), deviation: Quantity(milli: 2139)))
        #expect(try DailyDemand(days: [.units(3)]) == DailyDemand(mean: .units(3), deviation: .zero))
        #expect(try DailyDemand(days: [.units(3), .units(3), .units(3)]).deviation == .zero)
        for days in [[], [Quantity(milli: -1)], [Quantity(milli: .max)], Array(repeating: .zero, count: 100_001)] as [[Quantity]] {
            #expect(faultCode { () throws(Fault) in try DailyDemand(days: days) } == "reorder.out-of-range")
        }
    }

    /// The root is the smallest that is enough: checked by squaring.
    @Test(arguments: seeds) func theDeviationIsExactToTheThousandth(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let top = Int64.random(in: 1...DailyDemand.bounds.upperBound, using: &random) >> Int64.random(in: 0...33, using: &random)
            let days = (0..<Int.random(in: 2...40, using: &random)).map { _ in Int64.random(in: 0...top, using: &random) }
            let demand = try DailyDemand(days: days.map(Quantity.init(milli:)))
            let count = Int128(days.count)
            let sum = days.reduce(Int128(0)) { $0 + Int128($1) }
            let spread = count * days.reduce(Int128(0)) { $0 + Int128($1) * Int128($1) } - sum * sum
            let deviation = Int128(demand.deviation.milli)
            #expect(deviation * deviation * count * (count - 1) >= spread)
            if deviation > 0 { #expect((deviation - 1) * (deviation - 1) * count * (count - 1) < spread) }
        }
    }

    @Test func theLargestNumbersFit() throws {
        let most = Quantity(milli: DailyDemand.bounds.upperBound)
        let level = try ServiceLevel(hundredthsOfPercent: 9999)
        let point = try ReorderPoint(
            demand: DailyDemand(mean: most, deviation: most), leadTimeCentidays: 36_500, leadTimeDeviationCentidays: 36_500,
            serviceLevel: level)
        #expect(point.safetyStock.milli > 13_574_350_000_000)
        #expect(
            faultCode { () throws(Fault) in try ReorderPoint(demand: demand(1, 1), leadTimeCentidays: 36_501, serviceLevel: level) }
                == "reorder.out-of-range")
        #expect(
            faultCode { () throws(Fault) in try ReorderPoint(demand: demand(1, 1), leadTimeCentidays: -1, serviceLevel: level) }
                == "reorder.out-of-range")
    }

    @Test func ordersWholePacksUpToTheLevel() throws {
        let rule = try OrderRule(orderUpTo: .units(100), packSize: .units(12), minimum: .units(24))
        func suggested(_ onHand: Int64, onOrder: Int64 = 0, promised: Int64 = 0) throws(Fault) -> Int64 {
            try rule.suggestion(onHand: .units(onHand), onOrder: .units(onOrder), promised: .units(promised), reorderAt: .units(40)).milli
                / 1000
        }
        #expect(try suggested(41) == 0)
        #expect(try suggested(40) == 60)
        #expect(try suggested(39) == 72)
        #expect(try suggested(20, onOrder: 24) == 0)
        #expect(try suggested(50, promised: 20) == 72)
        #expect(try suggested(-10) == 120)
        let low = try OrderRule(orderUpTo: .units(10), packSize: .units(5), minimum: .units(24))
        #expect(
            try low.suggestion(onHand: .units(40), onOrder: .zero, promised: .zero, reorderAt: .units(40)) == .units(25),
            "the minimum, in packs")
        #expect(faultCode { () throws(Fault) in try OrderRule(orderUpTo: .zero, packSize: .zero) } == "reorder.bad-order-rule")
        let huge = try OrderRule(orderUpTo: Quantity(milli: .max))
        #expect(
            faultCode { () throws(Fault) in
                try huge.suggestion(onHand: Quantity(milli: .min), onOrder: .zero, promised: .zero, reorderAt: .zero)
            } == "quantity.overflow")
    }

    @Test func saysForHowManyDaysStockLasts() throws {
        #expect(try demand(10, 0).daysCovered(by: .units(29)) == 2)
        #expect(try demand(10, 0).daysCovered(by: .units(-5)) == 0)
        #expect(try demand(0, 0).daysCovered(by: .units(29)) == nil)
    }
}
