import RetailCore
import Testing

@testable import Simulator

@Suite struct JourneyPricingTests {
    @Test func theCoreComesToTheDatasOwnAmounts() async throws {
        let sample = try SampleJourney()
        let report = try await JourneyPricing(folder: sample.folder, progress: NoProgress()).run()
        #expect(report.isClean, "\(report)")
        #expect((report.stores, report.baskets, report.lines) == (3, 14, 26))
        // Days of sales: two in store 2, two in store 4, one in store 5.
        #expect(report.reports == 5)
        #expect(report.documents == 14 + 5)
        // 0.50 + 4.75, 0.40, and 0.25 to 9.25.
        #expect(report.perpetual == 525 + 40 + 4750)
        // Three amounts a line, two a basket, six a store, and the year.
        #expect(report.comparison.comparisons == 26 * 3 + 14 * 2 + 3 * 6 + 1)
    }

    /// What a register would not have sold shows as a difference, here a basket the sums don't know.
    @Test func aDifferenceIsFound() async throws {
        let sample = try SampleJourney()
        var register = try JourneyRegister(store: 2)
        try BasketQueueReader(sample).baskets(ofStore: 2).forEach { try register.sell($0) }
        var expected = JourneyTally()
        expected.sales = 2
        let report = try register.finish(expected: expected)
        #expect(!report.isClean)
        #expect(report.comparison.first.contains { $0.hasPrefix("Store 2: revenue") })
    }
}

/// The baskets of a sample, without tills.
private struct BasketQueueReader {
    let sample: SampleJourney

    init(_ sample: SampleJourney) { self.sample = sample }

    func baskets(ofStore store: Int64) throws -> [Basket] {
        let table = try CSVTable(JourneyFolder(sample.folder).transactions)
        let index = try TransactionScan(table).index
        let range = try #require(index.stores.first { $0.store == store })
        var baskets: [Basket] = []
        try BasketQueue(table: table, index: index, range: range).forEachBasket { basket throws(Fault) in baskets.append(basket) }
        return baskets
    }
}
