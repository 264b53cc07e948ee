package import RetailCore

/// Sells the whole year with the core alone, as its tills would without a server: every basket is priced and taxed, settled, put on a
/// receipt, chained and counted into the day's report; then the chain is verified, and everything is compared with the data.
///
/// How the data fits the model: a line is priced by its label (shelf = sales_value + retail_disc + coupon_match_disc); retail_disc is a
/// promotion for card holders, coupon_match_disc one for a coupon, each an amount off that line; coupon_disc is a maker's coupon, a
/// tender, paid out where it is more than what is due.
package struct JourneyPricing: Sendable {
    private let folder: String
    private let progress: any ImportProgress

    package init(folder: String, progress: any ImportProgress) {
        (self.folder, self.progress) = (folder, progress)
    }

    package struct Report: Sendable {
        package var stores = 0
        package var baskets: Int64 = 0
        package var lines: Int64 = 0
        package var documents: Int64 = 0
        package var reports: Int64 = 0
        package var unproven: Int64 = 0
        package var seconds = 0.0
        package var perpetual: Int64 = 0
        package var comparison = Comparison()

        package var isClean: Bool { comparison.mismatches == 0 }

        mutating func add(_ other: Report) {
            stores += other.stores
            baskets += other.baskets
            lines += other.lines
            documents += other.documents
            reports += other.reports
            unproven += other.unproven
            perpetual += other.perpetual
            comparison.add(other.comparison)
        }
    }

    package func run() async throws(Fault) -> Report {
        let began = ContinuousClock.now
        let table = try CSVTable(JourneyFolder(folder).transactions)
        let counters = ImportCounters()
        let scan = try TransactionScan(table) { fraction in
            counters.update { $0.fraction = fraction }
            progress.show(counters.snapshot)
        }
        counters.enter(.selling)
        counters.update {
            $0.storesTotal = scan.index.stores.count
            $0.salesTotal = Int64(scan.index.count)
        }
        let reports = try await concurrently(scan.index.stores, limit: 8) { store async throws(Fault) -> Report in
            try sell(store, table, scan, counters)
        }
        progress.finish()
        var whole = Report()
        for report in reports { whole.add(report) }
        whole.comparison.compare("revenue of the year", whole.perpetual, expected: scan.sums.total.revenue)
        whole.seconds = began.duration(to: .now) / .seconds(1)
        return whole
    }

    private func sell(_ store: BasketIndex.StoreRange, _ table: CSVTable, _ scan: TransactionScan, _ counters: ImportCounters) throws(Fault)
        -> Report
    {
        var register = try JourneyRegister(store: store.store)
        try BasketQueue(table: table, index: scan.index, range: store).forEachBasket { basket throws(Fault) in try register.sell(basket) }
        let report = try register.finish(expected: scan.sums.stores[store.store] ?? JourneyTally())
        counters.update {
            $0.storesDone += 1
            $0.salesDone += report.baskets
            $0.salesSent += report.baskets
        }
        progress.show(counters.snapshot)
        return report
    }
}

extension JourneyPricing.Report: CustomStringConvertible {
    package var description: String {
        var lines: [String] = []
        func line(_ name: String, _ value: String) { lines.append(name.padded(to: 22) + value) }
        line("stores", stores.grouped)
        line("baskets", "\(baskets.grouped) with \(self.lines.grouped) lines, \(unproven.grouped) not proven best")
        line("chained documents", "\(documents.grouped), \(reports.grouped) of them Z reports; every chain verified")
        line("revenue", perpetual.asAmount)
        line("time", "\(seconds.tenths) s: \(Int64(Double(baskets) / max(seconds, 0.001)).grouped) baskets/s")
        line("core against data", "\(comparison.comparisons.grouped) comparisons, \(comparison.mismatches.grouped) differ")
        for words in comparison.first { lines.append("  \(words)") }
        return lines.joined(separator: "\n")
    }
}
