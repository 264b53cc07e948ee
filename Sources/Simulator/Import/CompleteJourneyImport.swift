package import RetailCore

/// Imports the Complete Journey, a year of 457 grocery stores, the way a chain's tills would bring it: the chain over REST, every
/// basket by an enrolled till over sync push. At the end everything is compared: reports with the data, tills with both.
///
/// It can be stopped and started again at any point, and repeated when it is done: ids, keys and sequence numbers all follow
/// from the data, so nothing is made or sold twice.
package struct CompleteJourneyImport: Sendable {
    private let settings: ImportSettings
    private let progress: any ImportProgress
    private let counters = ImportCounters()
    private let caller: Caller

    package init(
        _ settings: ImportSettings, transport: any Transport, progress: any ImportProgress, sleeper: any Sleeper = ClockSleeper(),
        backoff: Backoff = Backoff()
    ) {
        (self.settings, self.progress) = (settings, progress)
        let counters = counters
        caller = Caller(transport, sleeper: sleeper, backoff: backoff) { _ in counters.update { $0.retries += 1 } }
    }

    /// - Throws: what could not be mended by trying again. Refused sales and figures that differ stand in the report (`isClean`).
    package func run() async throws(Fault) -> ImportReport {
        let (counters, progress) = (counters, progress)
        let ticker = Task {
            while !Task.isCancelled {
                progress.show(counters.snapshot)
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        let result: Result<ImportReport, Fault>
        do throws(Fault) { result = .success(try await work()) } catch { result = .failure(error) }
        ticker.cancel()
        await ticker.value
        progress.show(counters.snapshot)
        progress.finish()
        return try result.get()
    }

    private func work() async throws(Fault) -> ImportReport {
        let began = ContinuousClock.now
        let folder = try JourneyFolder(settings.folder)
        let table = try CSVTable(folder.transactions)
        let catalogue = try JourneyCatalogue(try CSVTable(folder.products))
        let customers = try JourneyHouseholds.customers(try CSVTable(folder.households))
        let counters = counters
        let scan = try TransactionScan(table) { fraction in counters.update { $0.fraction = fraction } }

        let session = StaffSession(caller, tenant: settings.tenant, username: settings.username, password: settings.password)
        let setup = ChainSetup(session: session, counters: counters, concurrency: settings.tills)
        let stores = try await setup.stores(scan.index.stores.map(\.store))
        try await setup.catalogue(catalogue, sold: scan.sums.products.keys, customers: customers)

        let files = try TillFiles(folder: folder.stateFolder(tenant: settings.tenant, host: settings.host))
        let tills = zip(stores, scan.index.stores).map { store, range in
            StoreTill(
                store: store, queue: BasketQueue(table: table, index: scan.index, range: range), files: files, session: session,
                caller: caller, counters: counters,
                tenant: settings.tenant, operationsPerPush: settings.operationsPerPush)
        }
        let sold = try await sell(tills, scan)
        var report = ImportReport()
        report.reports = try await checkReports(session, scan, catalogue)
        report.tills = try await checkTills(sold, scan)
        fill(&report, scan, began)
        return report
    }

    /// The stores with the most baskets first, so that none of them is left to end alone.
    private func sell(_ tills: [StoreTill], _ scan: TransactionScan) async throws(Fault) -> [(StoreTill, Till)] {
        counters.enter(.selling)
        counters.update {
            $0.storesTotal = tills.count
            $0.salesTotal = Int64(scan.index.count)
        }
        let ordered = tills.sorted { ($0.queue.count, $1.store.number) > ($1.queue.count, $0.store.number) }
        let connected = try await concurrently(ordered, limit: settings.tills) { till async throws(Fault) -> Till in try await till.sell() }
        return Array(zip(ordered, connected))
    }

    private func checkReports(_ session: StaffSession, _ scan: TransactionScan, _ catalogue: JourneyCatalogue) async throws(Fault)
        -> Comparison
    {
        counters.enter(.checkingReports)
        let steps = Progressive(counters, total: ReportCheck.groups.count)
        let check = ReportCheck(session: session, sums: scan.sums, categoryOfProduct: catalogue.categoryOfProduct)
        return try await check.run { steps.step() }
    }

    private func checkTills(_ sold: [(StoreTill, Till)], _ scan: TransactionScan) async throws(Fault) -> Comparison {
        counters.enter(.checkingTills)
        let steps = Progressive(counters, total: sold.count)
        let sums = scan.sums
        let comparisons = try await concurrently(sold, limit: settings.tills) { pair async throws(Fault) -> Comparison in
            let (till, connected) = pair
            // A till of its own for the folding: the view goes when it is compared, or 457 of them would add up.
            let reader = Till(connected.identity, caller: caller, acknowledged: await connected.acknowledged)
            let comparison = try await TillCheck(till: till, tally: sums.stores[till.store.number] ?? JourneyTally()).run(reader)
            steps.step()
            return comparison
        }
        return comparisons.reduce(into: Comparison()) { $0.add($1) }
    }

    private func fill(_ report: inout ImportReport, _ scan: TransactionScan, _ began: ContinuousClock.Instant) {
        let snapshot = counters.snapshot
        report.stores = scan.index.stores.count
        (report.sales, report.lines, report.sums) = (scan.sums.total.sales, scan.sums.total.lines, scan.sums.total)
        (report.salesSent, report.linesSent, report.duplicates) = (snapshot.salesSent, snapshot.linesSent, snapshot.duplicates)
        (report.retries, report.refused, report.firstRefused) = (snapshot.retries, snapshot.refused, counters.firstRefused)
        report.sellingSeconds = snapshot.sellingSeconds
        report.seconds = began.duration(to: .now) / .seconds(1)
        report.peakMemoryBytes = ImportReport.peakMemory()
    }
}
