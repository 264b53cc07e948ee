import RetailCore
import TestSupport
import Testing

/// Days at a till, from the cart to the Z report and back: at every step all money, tax and points are accounted for (`Till` checks each
/// receipt and report), and what comes back is what was paid, tender by tender.
@Suite struct TradingDayTests {
    @Test(arguments: seeds) func nothingIsLostBetweenCartAndReport(seed: UInt64) throws {
        var till = try Till(seed: seed)
        for _ in 0..<3 {
            for _ in 0..<8 {
                try till.sell()
                let index = till.random.int(0...(till.sales.count - 1))
                switch till.random.int(0...7) {
                case 0 where till.sales[index].isUntouched: try till.void(index)
                case 1...4: try till.refund(index)
                default: break
                }
                if till.sales.isEmpty { try till.sell() }
            }
            try till.close()
        }
        for index in till.sales.indices { try till.refund(index, all: true) }
        try till.close()
        try expectAllCameBack(till)

        var verifier = ChainVerifier(register: Sample.register, series: Sample.series)
        for entry in till.entries { try verifier.next(entry) }
        try verifier.end(at: till.journal.head.hash)
        #expect(verifier.head == till.journal.head)
    }

    /// Of everything that can come back nothing is left: no money, no points, no tax.
    private func expectAllCameBack(_ till: Till) throws {
        var taxes: [RegisterTotals.Rate: Int64] = [:]
        var (redeemed, captured) = (Int64(0), Int64(0))
        for sale in till.sales {
            #expect(sale.isSpent)
            for (line, stored) in zip(sale.receipt.lines, sale.lines) where stored == nil {
                for tax in line.taxes {
                    let micro = sale.receipt.taxes.first { $0.code == tax.code }?.rateMicro ?? -1
                    taxes[.init(code: tax.code, rateMicro: micro), default: 0] += tax.amount.minor
                }
            }
            if sale.receipt.totals.open == .zero {
                // What was paid out for empties beyond the goods stays with the customer.
                #expect(try Money.sum(sale.tenders.map(\.open)).minor == -min(sale.receipt.totals.gross.minor, 0))
            } else {
                redeemed += sale.tenders.reduce(0) { $0 + $1.points.count }
                captured += sale.tenders.filter { $0.kind == .giftCard || $0.kind == .storeCredit }.reduce(0) { $0 + $1.settled.minor }
            }
        }
        #expect(try till.points.balance().count == Till.gift.count - redeemed)
        #expect(till.cards.values.reduce(0) { $0 + $1.balance.minor } == Till.issued.minor * Int64(till.cards.count) - captured)
        var reported: [RegisterTotals.Rate: Int64] = [:]
        for report in till.reports { for (rate, amount) in report.report.totals.taxes { reported[rate, default: 0] += amount.tax.minor } }
        #expect(reported.filter { $0.value != 0 } == taxes.filter { $0.value != 0 })
        #expect(till.reports.last?.report.perpetual.signed.minor == till.reports.reduce(0) { $0 + $1.report.totals.net.minor })
    }
}
