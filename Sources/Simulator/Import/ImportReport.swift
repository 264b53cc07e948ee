import Glibc

/// What an import did and found.
package struct ImportReport: Sendable {
    package var stores = 0
    /// In the data; all of them are on the server, unless some were refused.
    package var sales: Int64 = 0
    package var lines: Int64 = 0
    /// Of the sales, those sent in this run, and how many of them the server had already.
    package var salesSent: Int64 = 0
    package var linesSent: Int64 = 0
    package var duplicates: Int64 = 0
    package var retries: Int64 = 0
    /// Selling alone: without reading, making the chain and checking.
    package var sellingSeconds = 0.0
    package var seconds = 0.0
    package var peakMemoryBytes: Int64 = 0
    /// Of the data.
    package var sums = JourneyTally()
    package var refused: Int64 = 0
    package var firstRefused: [RefusedSale] = []
    package var reports = Comparison()
    package var tills = Comparison()

    package init() {}

    package var salesPerSecond: Double { sellingSeconds > 0 ? Double(salesSent) / sellingSeconds : 0 }
    /// Every sale is taken and every figure agrees. False: the command ends with an error.
    package var isClean: Bool { refused == 0 && reports.mismatches == 0 && tills.mismatches == 0 }

    /// The resident memory of this process at its highest.
    static func peakMemory() -> Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Int64(usage.ru_maxrss) * 1024
    }
}

extension ImportReport: CustomStringConvertible {
    package var description: String {
        var lines: [String] = []
        func line(_ name: String, _ value: String) { lines.append(name.padded(to: 22) + value) }
        line("stores", stores.grouped)
        line("sales", "\(sales.grouped) with \(self.lines.grouped) lines")
        line(
            "sent in this run",
            "\(salesSent.grouped) with \(linesSent.grouped) lines, \(duplicates.grouped) of them known already, \(retries.grouped) retries")
        line("time", "\(sellingSeconds.tenths) s selling, \(seconds.tenths) s in all: \(Int64(salesPerSecond.rounded()).grouped) sales/s")
        line("peak memory", "\((peakMemoryBytes >> 20).grouped) MiB")
        line("shelf value", sums.shelf.asAmount)
        line("loyalty discount", sums.loyaltyDiscount.asAmount)
        line("coupon match", sums.couponDiscount.asAmount)
        line("revenue", sums.revenue.asAmount)
        line("makers' coupons", sums.makerCoupon.asAmount)
        line("refused", refused.grouped)
        for one in firstRefused { lines.append("  store \(one.store), operation \(one.seq): \(one.status) \(one.code) \(one.detail)") }
        if Int64(firstRefused.count) < refused { lines.append("  …") }
        for (name, comparison) in [("reports against data", reports), ("tills against both", tills)] {
            line(name, "\(comparison.comparisons.grouped) comparisons, \(comparison.mismatches.grouped) differ")
            for words in comparison.first { lines.append("  \(words)") }
            if Int64(comparison.first.count) < comparison.mismatches { lines.append("  …") }
        }
        return lines.joined(separator: "\n")
    }
}
