import JSON
import Operations
import RetailCore
import Sales
import Stock

/// What has to hold at rest, whatever was done before.
enum Invariants {
    struct BalanceName: Hashable {
        var store: ID<Store>
        var product: ID<Product>
        var batch: ID<Batch>
    }

    static func payments(_ store: MemoryStore) throws(Fault) -> [SalePaymentRow] { try store.all(SalePaymentRow.self) }
    static func movements(_ store: MemoryStore) throws(Fault) -> [StockMovement] { try store.appended(StockMovement.self) }

    /// What does not hold, in words; empty where all is well.
    static func violations(_ store: MemoryStore) throws(Fault) -> [String] {
        try stock(store) + values(store) + folded(store) + money(store) + receipts(store) + refunds(store)
    }

    /// Σ movements = balance, per store, product and batch; no movement is written twice.
    private static func stock(_ store: MemoryStore) throws(Fault) -> [String] {
        var sums: [BalanceName: Int64] = [:]
        var parts: Set<String> = []
        var wrong: [String] = []
        for moved in try movements(store) {
            let key = BalanceName(store: moved.shelf.store, product: moved.shelf.product, batch: moved.batch)
            sums[key, default: 0] += moved.delta.milli
            if !parts.insert("\(moved.operation) \(moved.part)").inserted {
                wrong.append("movement \(moved.operation) \(moved.part) twice")
            }
        }
        let balances = try balances(store)
        for key in Set(sums.keys).union(balances.keys) where sums[key] != balances[key] {
            wrong.append("\(key): movements \(sums[key].map(String.init) ?? "none"), balance \(balances[key].map(String.init) ?? "none")")
        }
        return wrong
    }

    /// Σ values = balance's value, nothing left of it where nothing is left; what sales cost is what left the stock.
    private static func values(_ store: MemoryStore) throws(Fault) -> [String] {
        var (sums, cost): ([BalanceName: Int64], [ID<Store>: Int64]) = ([:], [:])
        for moved in try movements(store) {
            sums[BalanceName(store: moved.shelf.store, product: moved.shelf.product, batch: moved.batch), default: 0] += moved.value.minor
            if moved.kind == .sale || moved.kind == .refund { cost[moved.shelf.store, default: 0] += moved.value.minor }
        }
        var wrong: [String] = []
        for row in try store.all(StockBalance.self) {
            let sum = sums[BalanceName(store: row.group.store, product: row.group.product, batch: row.batch)] ?? 0
            if sum != row.value.minor { wrong.append("\(row.key): movements worth \(sum), balance \(row.value.minor)") }
        }
        for line in try store.all(SaleLineRow.self) { cost[line.store, default: 0] += line.amounts.cost.minor }
        for (place, rest) in cost where rest != 0 { wrong.append("\(place): what sales cost and what left the stock differ by \(rest)") }
        return wrong
    }

    private static func balances(_ store: MemoryStore) throws(Fault) -> [BalanceName: Int64] {
        var found: [BalanceName: Int64] = [:]
        for row in try store.all(StockBalance.self) {
            found[BalanceName(store: row.group.store, product: row.group.product, batch: row.batch)] = row.onHand.milli
        }
        return found
    }

    /// Folding the stores' streams gives the balances; a row's versions are told one after the other.
    private static func folded(_ store: MemoryStore) throws(Fault) -> [String] {
        var newest: [BalanceName: (version: Int64, onHand: Int64)] = [:]
        var wrong: [String] = []
        for change in store.changes {
            guard case .store(let place) = change.stream else { continue }
            for element in try change.elements("stock") {
                guard let data = element["data"], let product = ID<Product>(try data["product_id"]?.string() ?? "") else {
                    wrong.append("a stock change without a product")
                    continue
                }
                let batch = ID<Batch>(try data["batch_id"]?.string() ?? "") ?? .none
                let key = BalanceName(store: place, product: product, batch: batch)
                let (version, onHand) = (try element["row_version"]?.int64() ?? 0, try data["on_hand_milli"]?.int64() ?? 0)
                if version != (newest[key]?.version ?? 0) + 1 {
                    wrong.append("\(key): version \(version) after \(newest[key]?.version ?? 0)")
                }
                newest[key] = (version, onHand)
            }
        }
        let balances = try balances(store)
        if newest.mapValues(\.onHand) != balances {
            wrong.append("the stream folds to \(newest.mapValues(\.onHand)), the table holds \(balances)")
        }
        return wrong
    }

    /// Σ payments = due, Σ lines = document, per sale and refund.
    private static func money(_ store: MemoryStore) throws(Fault) -> [String] {
        var paid: [ID<Sale>: Int64] = [:]
        for payment in try payments(store) { paid[payment.group, default: 0] += payment.amount.minor }
        let lines = Dictionary(grouping: try store.all(SaleLineRow.self), by: \.key.sale)
        var wrong: [String] = []
        for sale in try store.all(SaleRow.self) {
            let amounts = (lines[sale.id] ?? []).map(\.amounts)
            let (revenue, tax) = (amounts.reduce(0) { $0 + $1.revenue.minor }, amounts.reduce(0) { $0 + $1.tax.minor })
            if paid[sale.id] ?? 0 != sale.due.minor, !sale.flags.contains(.paymentsDiffer) {
                wrong.append("\(sale.kind) \(sale.id): paid \(paid[sale.id] ?? 0), due \(sale.due.minor)")
            }
            if revenue != sale.revenue.minor || tax != sale.tax.minor || amounts.reduce(0, { $0 + $1.shelf.minor }) != sale.shelf.minor {
                wrong.append("\(sale.kind) \(sale.id): the lines do not add up")
            }
            if sale.shelf.minor - sale.discount.minor != sale.revenue.minor {
                wrong.append("\(sale.kind) \(sale.id): shelf less discount is not revenue")
            }
            if sale.due.minor != sale.revenue.minor + (sale.taxMode == .exclusive ? sale.tax.minor : 0) {
                wrong.append("\(sale.kind) \(sale.id): due is wrong")
            }
            if Int(sale.lineCount) != amounts.count { wrong.append("\(sale.kind) \(sale.id): \(amounts.count) of \(sale.lineCount) lines") }
        }
        if Set(paid.keys).union(lines.keys).count > (try store.all(SaleRow.self)).count { wrong.append("lines or payments of no sale") }
        return wrong
    }

    /// Dense from 1 per register and series, where the server numbers them.
    private static func receipts(_ store: MemoryStore) throws(Fault) -> [String] {
        var wrong: [String] = []
        var numbers: [ReceiptSeries.Key: [Int64]] = [:]
        for sale in try store.all(SaleRow.self) {
            numbers[ReceiptSeries.Key(register: sale.register, series: sale.series), default: []].append(sale.receiptNumber)
        }
        for (key, found) in numbers where found.sorted() != Array(1...Int64(found.count)) {
            wrong.append("\(key): receipts \(found.sorted())")
        }
        return wrong
    }

    /// Refunded ≤ sold, and what a line says came back is what its refunds say.
    private static func refunds(_ store: MemoryStore) throws(Fault) -> [String] {
        var wrong: [String] = []
        let lines = Dictionary(grouping: try store.all(SaleLineRow.self), by: \.key.sale)
        let refunds = Dictionary(grouping: try store.all(SaleRow.self).filter { $0.kind == .refund }, by: { $0.refundOf ?? .none })
        for sale in try store.all(SaleRow.self) where sale.kind == .sale {
            let sold = lines[sale.id] ?? []
            let back = (refunds[sale.id] ?? []).flatMap { lines[$0.id] ?? [] }
            let isTwice = (refunds[sale.id] ?? []).contains { $0.flags.contains(.refundedTwice) }
            for line in sold
            where !isTwice && (line.refunded > line.quantity || line.refundedRevenue.minor.magnitude > line.amounts.revenue.minor.magnitude)
            {
                wrong.append("sale \(sale.id) line \(line.key.line): more came back than was sold")
            }
            if sold.reduce(0, { $0 + $1.refunded.milli }) != -back.reduce(0, { $0 + $1.quantity.milli })
                || sold.reduce(0, { $0 + $1.refundedRevenue.minor }) != -back.reduce(0, { $0 + $1.amounts.revenue.minor })
            {
                wrong.append("sale \(sale.id): its lines and its refunds disagree on what came back")
            }
        }
        return wrong
    }
}
