import RetailCore
import Sales
import Synchronization
import Testing

@testable import Simulator

@Suite struct ImportTests {
    private let sample: SampleJourney

    init() throws { sample = try SampleJourney() }

    private func run(_ server: FakeServer, tills: Int = 3, perPush: Int = 3) async throws(Fault) -> ImportReport {
        try await CompleteJourneyImport(
            sample.settings(tills: tills, perPush: perPush), transport: server, progress: NoProgress(), sleeper: NoSleep()
        ).run()
    }

    /// Each basket once, each store's in the order of time.
    private func expectWhole(_ server: FakeServer) throws {
        let sold = server.state.withLock { $0.sold }
        #expect(sold.count == 14)
        #expect(Set(sold.map(\.id)).count == sold.count)
        for (_, sales) in Dictionary(grouping: sold, by: \.store) {
            #expect(sales.map(\.sale.receiptNumber) == (1...Int64(sales.count)).map { $0 })
            #expect(sales.map(\.id) == sales.map(\.id).sorted())
        }
    }

    @Test func importsAndFindsEverythingEqual() async throws {
        let server = FakeServer()
        let report = try await run(server)
        try expectWhole(server)
        #expect(report.isClean, "\(report)")
        #expect(report.stores == 3)
        #expect(report.sales == 14)
        #expect(report.salesSent == 14)
        #expect(report.lines == 26)
        #expect(report.linesSent == 26)
        #expect(report.duplicates == 0)
        #expect(report.sums.makerCoupon == 155)
        #expect(report.sums.revenue == 50 + 300 + 150 + 25 + 40 + (0..<10).reduce(0) { $0 + $1 * 100 + 25 })
        #expect(report.sums.shelf == report.sums.revenue + report.sums.loyaltyDiscount + report.sums.couponDiscount)
        #expect(report.reports.comparisons > 100)
        #expect(report.tills.comparisons > 20)
        #expect(report.peakMemoryBytes > 0)
        let made = server.state.withLock { ($0.ids.count, $0.categories.count) }
        // 3 stores, 4 departments with Unknown, 2 categories, 4 products, 2 customers.
        #expect(made == (15, 4))
    }

    @Test func aRepeatedImportMakesAndSellsNothingTwice() async throws {
        let server = FakeServer()
        _ = try await run(server)
        let report = try await run(server)
        try expectWhole(server)
        #expect(report.isClean)
        #expect(report.salesSent == 0)
        #expect(server.state.withLock { $0.devices.count } == 3)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func lostDelayedAndDoubledRequestsChangeNothing(_ seed: UInt64) async throws {
        let server = FakeServer(.init(lostReplies: 15, unavailable: 15, delivered2x: 15, retryEvery: 5), seed: seed)
        let report = try await run(server, tills: 2, perPush: 2)
        try expectWhole(server)
        #expect(report.isClean, "seed \(seed): \(report)")
        #expect(report.retries > 0)
    }

    @Test(arguments: 0...5) func killedAnywhereItGoesOnWhereItWas(_ pushes: Int) async throws {
        let server = FakeServer(.init(clientDiesAfterPushes: pushes))
        await #expect(throws: FakeServer.clientDied) { try await run(server, tills: 1) }
        let report = try await run(server)
        try expectWhole(server)
        #expect(report.isClean)
        // What was sent, but not heard of, was sent again; nothing else was.
        #expect((1...3).contains(report.duplicates))
        #expect(server.state.withLock { $0.devices.count } == 3)
    }

    @Test func withItsStateLostEverythingIsADuplicate() async throws {
        let server = FakeServer()
        _ = try await run(server)
        sample.forgetState()
        let report = try await run(server)
        try expectWhole(server)
        #expect(report.isClean)
        #expect(report.duplicates == 14)
        #expect(server.state.withLock { $0.devices.count } == 6)
    }

    @Test func aServerThatKnowsNothingOfTheTokensIsFilledAnew() async throws {
        _ = try await run(FakeServer())
        let other = FakeServer(seed: 2)
        let report = try await run(other)
        try expectWhole(other)
        #expect(report.isClean)
        #expect(report.duplicates == 0)
    }

    @Test func aRefusedSaleIsCountedAndNamedAndDoesNotStopTheOthers() async throws {
        let server = FakeServer(.init(refusesProduct: JourneyNames.product(99)))
        let report = try await run(server)
        #expect(!report.isClean)
        #expect(report.refused == 1)
        #expect(report.firstRefused.map(\.code) == ["product.unknown"])
        #expect(report.firstRefused.map(\.seq) == [2])
        #expect(report.reports.mismatches > 0)
        #expect(server.state.withLock { $0.sold.count } == 13)
    }

    @Test func oneCentTooMuchIsFound() async throws {
        let report = try await run(FakeServer(.init(lies: true)))
        #expect(!report.isClean)
        #expect(report.reports.mismatches == 7)
        #expect(report.reports.first.first?.contains("revenue_minor") == true)
    }

    @Test func anExpiredLoginIsRenewed() async throws {
        let report = try await run(FakeServer(.init(tokenLifetime: 3)), tills: 1)
        #expect(report.isClean)
    }

    @Test func withoutDataItSaysHowToGetIt() async throws {
        let settings = ImportSettings(
            folder: "\(sample.folder)/nowhere", url: "http://x", tenant: "t", username: "u", password: Secret("p"))
        let fault = await #expect(throws: Fault.self) {
            try await CompleteJourneyImport(settings, transport: FakeServer(), progress: NoProgress()).run()
        }
        #expect(fault?.code == "import.no-data")
        #expect(fault?.detail.contains("scripts/complete-journey") == true)
    }

    @Test(arguments: [
        "2,2017-01-02 00:00:00,100,1,7,1,1.00,0.00,0.00,0.00,1\n2,2017-01-01 00:00:00,101,1,7,1,1.00,0.00,0.00,0.00,1\n",
        "2,2017-01-01 00:00:00,100,1,7,1,1.00,0.00,0.00,0.00,1\n3,2017-01-01 00:00:00,101,1,7,1,1.00,0.00,0.00,0.00,1\n2,2017-01-02 00:00:00,102,1,7,1,1.00,0,0,0,1\n",
        "2,2017-01-01 00:00:00,100,1,7,1,1.00,0.00,0.00,0.00,1\n2,2017-01-01 00:00:00,100,1,8,1,1.00,0.00,0.00,0.00,1\n",
    ])
    func whatIsNotInOrderIsRefused(_ rows: String) throws {
        let header = SampleJourney.transactions.prefix { $0 != "\n" }
        let sample = try SampleJourney(transactions: "\(header)\n\(rows)")
        let fault = #expect(throws: Fault.self) { try TransactionScan(try CSVTable(try FileBytes("\(sample.folder)/transactions.csv"))) }
        #expect(fault?.code == "import.not-sorted")
    }
}
